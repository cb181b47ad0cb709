package tv.headwater.packager.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Track;

/** A stream's records, stamped as ingest stamps them: session after session, numbers going on. */
public final class Broadcast {

    public static final long ORIGIN = 90_000;

    private final List<SessionRecord> records = new ArrayList<>();
    private long epoch = 0;
    private long sequence;
    private long segment = 6;
    private long discontinuity = -1;
    private int keyPeriod;
    private SessionConfig config = TestMedia.config();

    public List<SessionRecord> records() {
        return List.copyOf(records);
    }

    /** What follows is to be encrypted, with another key each {@code segments}; with 0 it is not. */
    public Broadcast encryptedEvery(int segments) {
        keyPeriod = segments;
        return this;
    }

    /** A session of both of TestMedia's tracks. */
    public Broadcast session(List<Unit> units) {
        return session(units, List.of(TestMedia.videoTrack(), TestMedia.audioTrack()), 2);
    }

    /** Begins a session: a new epoch and discontinuity. */
    public Broadcast session(List<Unit> units, List<Track> tracks, int targetDuration) {
        epoch += 1024;
        sequence = 0;
        return run(units, tracks, targetDuration);
    }

    /** Goes on in the same session with a new discontinuity, as after a change of resolution. */
    public Broadcast run(List<Unit> units, List<Track> tracks, int targetDuration) {
        discontinuity++;
        segment++;
        boolean hasVideo = tracks.stream().anyMatch(Track.Video.class::isInstance);
        long begin = begin(units, hasVideo);
        config =
                new SessionConfig(
                        discontinuity, begin, 180_000, targetDuration, 18_000, keyPeriod, tracks);
        configure(true);
        long first = segment;
        long start = -1;
        long startPts = 0;
        for (var unit : units) {
            boolean cuts = unit.track() == TestMedia.VIDEO_TRACK || !hasVideo;
            if (cuts && start < 0) {
                start = unit.dts();
                startPts = unit.pts();
            } else if (cuts && unit.randomAccess() && unit.dts() - start >= 180_000) {
                start = unit.dts();
                startPts = unit.pts();
                segment++;
                configure(false);
            }
            boolean early = !cuts && unit.pts() < startPts && segment > first;
            long number = early ? segment - 1 : segment;
            records.add(unit.stamped(TestMedia.stamp(epoch, sequence++, number)));
        }
        return this;
    }

    private static long begin(List<Unit> units, boolean hasVideo) {
        return units.stream()
                .filter(unit -> unit.track() == TestMedia.VIDEO_TRACK || !hasVideo)
                .mapToLong(Unit::pts)
                .findFirst()
                .orElse(ORIGIN);
    }

    private void configure(boolean discontinuous) {
        records.add(
                new Configuration(
                        TestMedia.stamp(epoch, sequence++, segment), discontinuous, config));
    }

    public Broadcast end() {
        records.add(new EndOfSession(TestMedia.stamp(epoch, sequence++, segment)));
        return this;
    }

    /** TestMedia's units {@code repeat} times over, from {@code origin} ticks on. */
    public static List<Unit> testMedia(long origin, int repeat) {
        List<Unit> all = new ArrayList<>();
        var pictures = TestMedia.video();
        for (int i = 0; i < repeat; i++) {
            long base = origin + i * 540_000L;
            pictures.forEach(unit -> all.add(moved(unit, base)));
        }
        var frames = TestMedia.audio();
        for (int i = 0; i < repeat * 281; i++) {
            all.add(frame(origin + 1920L * i, frames.get(i % 281).payload()));
        }
        return interleaved(all);
    }

    /** Pictures at the times {@code dts} gives, an IDR each {@code gop}. */
    public static List<Unit> video(int count, int gop, boolean bFrames, LongUnaryOperator dts) {
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int place = i % gop;
            // I P B P B …: a P is shown two pictures after its dts, a B at once.
            long shown = !bFrames || place == 0 ? i + 1 : place % 2 == 1 ? i + 2 : i;
            units.add(
                    new Unit(
                            TestMedia.VIDEO_TRACK,
                            place == 0,
                            dts.applyAsLong(i),
                            bFrames ? dts.applyAsLong(shown) : dts.applyAsLong(i),
                            payload(i, place == 0 ? 900 : 90)));
        }
        return units;
    }

    /** AAC frames of 1024 samples, {@code count} of them from sample {@code first} on. */
    public static List<Unit> audio(int count, int sampleRate, long first) {
        List<Unit> units = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long position = first + 1024L * i;
            units.add(frame(Math.round(position * 90_000.0 / sampleRate), payload(-i, 40)));
        }
        return units;
    }

    public static Track.Audio audioTrack(int sampleRate) {
        return new Track.Audio(
                TestMedia.AUDIO_TRACK,
                TestMedia.audioTrack().codec(),
                sampleRate,
                2,
                1024,
                TestMedia.audioSpecificConfiguration());
    }

    @SafeVarargs
    public static List<Unit> interleaved(List<Unit>... tracks) {
        List<Unit> all = new ArrayList<>();
        for (var track : tracks) {
            all.addAll(track);
        }
        all.sort(Comparator.comparingLong(Unit::dts).thenComparingInt(Unit::track));
        return all;
    }

    private static Unit moved(Unit unit, long by) {
        return new Unit(
                unit.track(),
                unit.randomAccess(),
                unit.dts() + by,
                unit.pts() + by,
                unit.payload());
    }

    private static Unit frame(long pts, ByteBuffer payload) {
        return new Unit(TestMedia.AUDIO_TRACK, true, pts, pts, payload);
    }

    private static ByteBuffer payload(int seed, int size) {
        var random = new Random(seed);
        var bytes = new byte[size + random.nextInt(40)];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }
}
