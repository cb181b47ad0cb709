package tv.headwater.packager.testing;

import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Stamp;

/** A record as it would be in another place of the log. */
public final class Restamped {

    private Restamped() {}

    public static SessionRecord as(Stamp stamp, SessionRecord record) {
        return switch (record) {
            case Configuration c -> new Configuration(stamp, c.discontinuity(), c.config());
            case AccessUnit u ->
                    new AccessUnit(
                            stamp,
                            u.track(),
                            u.codec(),
                            u.randomAccess(),
                            u.dts(),
                            u.pts(),
                            u.payload());
            case EndOfSession _ -> new EndOfSession(stamp);
        };
    }

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
        return switch (record) {
            case SessionRecord session -> as(stamp, session);
            case Claim _ -> new Claim(stamp);
        };
    }
}
