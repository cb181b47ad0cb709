package tv.headwater.contract.media;

import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;

/**
 * A record's place in its stream, given once by ingest and copied by whoever derives media from it.
 *
 * @param epoch the publish session; a reader drops records of an epoch older than the newest it has seen
 * @param sequence grows with the records of one session and rendition: from 0 in {@code source-media}, from its writer's {@link
 *     Claim} in {@code rendition-media}; a reader drops what it has had. {@link TimedMetadata} is numbered apart
 * @param segment Media Sequence Number (RFC 8216bis 4.4.3.2) of the segment this record belongs to
 * @param wallClockOrigin wall clock of pts 0 in µs since 1970, one per discontinuity: EXT-X-PROGRAM-DATE-TIME is this plus pts
 */
public record Stamp(
        StreamId streamId,
        Rendition rendition,
        long epoch,
        long sequence,
        long segment,
        long wallClockOrigin) {

    /** The same place with another sequence. */
    public Stamp numbered(long other) {
        return new Stamp(streamId, rendition, epoch, other, segment, wallClockOrigin);
    }

    /** The same place in another rendition. */
    public Stamp in(Rendition other) {
        return new Stamp(streamId, other, epoch, sequence, segment, wallClockOrigin);
    }
}
