package tv.headwater.packager.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;

/** Records as transcoders write them, made from those of ingest. */
public final class Log {

    private Log() {}

    public static Claim claim(long base) {
        return new Claim(stamp(Rendition.SOURCE, 0, base, 0));
    }

    public static Stamp stamp(Rendition rendition, long epoch, long sequence, long segment) {
        return new Stamp(
                TestMedia.STREAM, rendition, epoch, sequence, segment, TestMedia.WALL_CLOCK);
    }

    /** A JPEG, as far as anybody looks. */
    public static AccessUnit poster(long epoch, long sequence, int size) {
        var jpeg =
                java.nio.ByteBuffer.allocate(size).put((byte) 0xff).put((byte) sequence).rewind();
        var stamp = stamp(Rendition.POSTER, epoch, sequence, 7);
        return new AccessUnit(stamp, 1, FourCc.JPEG, true, 0, 0, jpeg);
    }

    /**
     * One track of a broadcast as a rendition of its own, each unit as {@code encoder} makes it.
     *
     * @param sequence of the first record
     */
    public static List<SessionRecord> rendition(
            List<SessionRecord> source,
            Rendition name,
            Track track,
            long sequence,
            Function<Unit, Unit> encoder) {
        List<SessionRecord> records = new ArrayList<>();
        for (var record : source) {
            var from = record.stamp();
            var stamp = stamp(name, from.epoch(), sequence + records.size(), from.segment());
            switch (record) {
                case Configuration c ->
                        records.add(
                                new Configuration(
                                        stamp, c.discontinuity(), c.config().of(List.of(track))));
                case AccessUnit u when u.track() == sourceTrack(track) ->
                        records.add(unit(stamp, track, encoder.apply(unit(u))));
                case AccessUnit _ -> {}
                case EndOfSession _ -> records.add(new EndOfSession(stamp));
            }
        }
        return records;
    }

    private static int sourceTrack(Track track) {
        return switch (track) {
            case Track.Video _ -> TestMedia.VIDEO_TRACK;
            case Track.Audio _ -> TestMedia.AUDIO_TRACK;
        };
    }

    private static Unit unit(AccessUnit u) {
        return new Unit(u.track(), u.randomAccess(), u.dts(), u.pts(), u.payload());
    }

    private static AccessUnit unit(Stamp stamp, Track track, Unit unit) {
        return new AccessUnit(
                stamp,
                track.id(),
                track.codec(),
                unit.randomAccess(),
                unit.dts(),
                unit.pts(),
                unit.payload());
    }

    /** What stands in the log when {@code records} of several renditions are written at about the same pace. */
    @SafeVarargs
    public static List<MediaRecord> merged(List<? extends MediaRecord>... renditions) {
        List<MediaRecord> merged = new ArrayList<>();
        int longest = 0;
        for (var rendition : renditions) {
            longest = Math.max(longest, rendition.size());
        }
        for (int i = 0; i < longest; i++) {
            for (var rendition : renditions) {
                int from = (int) ((long) rendition.size() * i / longest);
                int to = (int) ((long) rendition.size() * (i + 1) / longest);
                merged.addAll(rendition.subList(from, to));
            }
        }
        return merged;
    }
}
