package tv.headwater.transcode.worker.ladder;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;
import tv.headwater.transcode.worker.Output;

/**
 * Makes the records of one rendition: places and targets are the source's, sequences its own, decoding times grow, and a CONFIG
 * stands before the first unit of each segment. Used by one thread at a time.
 */
final class RenditionStamper {

    /** Makes one, when the first unit is there. */
    interface Opening {
        RenditionStamper open();
    }

    private final Rendition rendition;
    private final Output out;

    private long sequence;
    private long lastDts;
    private long discontinuitySequence;
    private @Nullable Configuration open;
    private @Nullable Configuration repeated;
    private @Nullable Track track;

    RenditionStamper(Rendition rendition, long firstSequence, Resumption resumption, Output out) {
        this.rendition = rendition;
        this.sequence = firstSequence;
        this.lastDts = resumption.lastDts();
        this.discontinuitySequence = resumption.discontinuitySequence();
        this.out = out;
    }

    /**
     * The next unit in decoding order, of a track that is the same in all of a segment.
     *
     * @param more whether the next one belongs with it
     */
    void unit(
            Configuration place,
            Track ofTrack,
            boolean randomAccess,
            long dts,
            long pts,
            ByteBuffer payload,
            boolean more) {
        if (open == null || !isSamePlace(open, place) || !ofTrack.equals(track)) {
            track = ofTrack;
            configuration(newest(place), ofTrack, true);
        }
        lastDts = Math.max(dts, lastDts + 1);
        out.record(
                new AccessUnit(
                        stamp(place.stamp()),
                        ofTrack.id(),
                        ofTrack.codec(),
                        randomAccess,
                        lastDts,
                        pts,
                        payload),
                more);
    }

    private Configuration newest(Configuration place) {
        return repeated != null && isSamePlace(repeated, place) ? repeated : place;
    }

    private static boolean isSamePlace(Configuration a, Configuration b) {
        return a.stamp().epoch() == b.stamp().epoch() && a.stamp().segment() == b.stamp().segment();
    }

    private void configuration(Configuration place, Track ofTrack, boolean more) {
        var config = place.config();
        boolean isNew = config.discontinuitySequence() != discontinuitySequence;
        if (isNew) {
            lastDts = -1;
            discontinuitySequence = config.discontinuitySequence();
        }
        open = place;
        out.record(
                new Configuration(stamp(place.stamp()), isNew, config.of(List.of(ofTrack))), more);
    }

    /** The source says the CONFIG of a segment anew, since it has come to be longer than thought. */
    void repeat(Configuration place) {
        repeated = place;
        if (open != null && track != null && isSamePlace(open, place)) {
            configuration(place, track, false);
        }
    }

    /** Ends the rendition, until the next unit. */
    void end(Stamp place) {
        open = null;
        track = null;
        out.record(new EndOfSession(stamp(place)));
    }

    private Stamp stamp(Stamp place) {
        return place.in(rendition).numbered(sequence++);
    }
}
