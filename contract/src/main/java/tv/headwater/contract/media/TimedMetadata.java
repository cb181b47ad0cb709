package tv.headwater.contract.media;

import tv.headwater.contract.id.EventId;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;

/**
 * TIMED_METADATA: something to be told to players at a time of the stream. It stands in {@code source-media} among the source's
 * records, so that every packager meets it at the same place, and belongs to no session's feed: readers of access units pass over
 * it. One that was written twice counts where it stood first, by its {@link EventId}.
 *
 * <p>It is told again for as long as playlists may list it, so that whoever reads the log from where it begins by then knows it too.
 *
 * @param stamp names the stream, {@link Rendition#METADATA}, the session that was the newest, and a sequence that grows with the
 *     timed metadata of the stream, not without holes; of the rest nothing means anything
 * @param again whether it has been told before: the media has it already
 */
public record TimedMetadata(Stamp stamp, TimedEvent event, boolean again) implements MediaRecord {

    public static TimedMetadata of(StreamId streamId, long epoch, long sequence, TimedEvent event) {
        return new TimedMetadata(
                new Stamp(streamId, Rendition.METADATA, epoch, sequence, 0, 0), event, false);
    }

    /** The same, told once more. */
    public TimedMetadata toldAgain() {
        return new TimedMetadata(stamp, event, true);
    }

    @Override
    public TimedMetadata stamped(Stamp place) {
        return new TimedMetadata(place, event, again);
    }
}
