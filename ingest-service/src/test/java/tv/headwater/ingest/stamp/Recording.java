package tv.headwater.ingest.stamp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;

/** Feeds a stamper in milliseconds and keeps what it gives out. */
final class Recording {

    static final SegmentPolicy POLICY = new SegmentPolicy(180_000, 18_000, 1_800_000);
    static final Track.Video SMALL = TestMedia.videoTrack();
    static final Track.Video BIG =
            new Track.Video(1, FourCc.AVC1, 256, 144, ByteBuffer.wrap(new byte[] {1, 2}));
    static final Track.Audio STEREO = TestMedia.audioTrack();
    static final Track.Audio MONO =
            new Track.Audio(2, FourCc.MP4A, 48_000, 1, 1024, ByteBuffer.wrap(new byte[] {3}));

    final List<MediaRecord> records = new ArrayList<>();
    final Stamper stamper;
    private final List<Integer> fed = new ArrayList<>();

    Recording() {
        this(Numbering.FIRST);
    }

    Recording(Numbering numbering) {
        this(numbering, POLICY);
    }

    Recording(Numbering numbering, SegmentPolicy policy) {
        stamper = new Stamper(TestMedia.STREAM, 7, numbering, policy, records::add);
        stamper.wallClockOrigin(TestMedia.WALL_CLOCK);
    }

    Recording tracks(Track... tracks) {
        for (var track : tracks) {
            stamper.configure(track);
        }
        return this;
    }

    void video(long ms, boolean key) {
        add(1, key, 90_000 + ms * 90, 90_000 + ms * 90 + 6_000);
    }

    void audio(long ms) {
        add(2, true, 90_000 + ms * 90, 90_000 + ms * 90);
    }

    /** 25 pictures and 50 sounds a second from {@code from} to {@code to} ms, a key picture each {@code gop} ms. */
    void both(long from, long to, long gop) {
        for (long ms = from; ms < to; ms += 20) {
            if (ms % 40 == 0) {
                video(ms, ms % gop == 0);
            }
            audio(ms);
        }
    }

    private void add(int track, boolean key, long dts, long pts) {
        fed.add(fed.size());
        var payload = ByteBuffer.allocate(4).putInt(0, fed.size());
        var codec = track == 1 ? FourCc.AVC1 : FourCc.MP4A;
        stamper.add(new Unit(track, codec, key, dts, pts, payload));
    }

    int fed() {
        return fed.size();
    }

    List<AccessUnit> units() {
        return records.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    List<AccessUnit> units(int track, long segment) {
        return units().stream()
                .filter(u -> u.track() == track && u.stamp().segment() == segment)
                .toList();
    }

    List<Configuration> configurations() {
        return records.stream()
                .filter(Configuration.class::isInstance)
                .map(Configuration.class::cast)
                .toList();
    }

    /** {@code segment/discontinuitySequence/targetDuration} of each CONFIG, with a star where the discontinuity begins. */
    String outline() {
        return String.join(
                " ",
                configurations().stream()
                        .map(c ->
                                c.stamp().segment()
                                        + "/"
                                        + c.config().discontinuitySequence()
                                        + "/"
                                        + c.config().targetDuration()
                                        + (c.discontinuity() ? "*" : ""))
                        .toList());
    }
}
