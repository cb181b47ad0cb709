package tv.headwater.packager.testing;

import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Stamp;

/** A record as it would be in another place of the log. */
public final class Restamped {

    private Restamped() {}

    /** The same place, of another stream. */
    public static MediaRecord as(StreamId streamId, MediaRecord record) {
        var from = record.stamp();
        var stamp =
                new Stamp(
                        streamId,
                        from.rendition(),
                        from.epoch(),
                        from.sequence(),
                        from.segment(),
                        from.wallClockOrigin());
        return record.stamped(stamp);
    }
}
