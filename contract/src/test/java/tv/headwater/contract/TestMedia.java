package tv.headwater.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;

/**
 * Six seconds of real media for tests: ffmpeg's testsrc2 at 128x72 and 30 fps in H.264 High with two B-frames and an IDR every
 * 2 s (180 access units), and a beeping sine in AAC-LC, 48 kHz, stereo. {@code video.bin} holds the access units one after
 * another with 4-byte NAL lengths, {@code video.csv} their size, dts and pts (90 kHz, from dts 0) and whether they are IDR;
 * {@code audio.bin} and {@code audio.csv} the AAC frames and their sizes.
 */
public final class TestMedia {

    public static final StreamId STREAM = new StreamId("teststream000001");
    public static final int VIDEO_TRACK = 1;
    public static final int AUDIO_TRACK = 2;
    public static final int WIDTH = 128;
    public static final int HEIGHT = 72;
    public static final int SAMPLE_RATE = 48_000;

    /** 2026-11-01T00:00:00Z in µs. */
    public static final long WALL_CLOCK = 1_793_491_200_000_000L;

    /** One access unit, not yet stamped. */
    public record Unit(int track, boolean randomAccess, long dts, long pts, ByteBuffer payload) {

        public AccessUnit stamped(Stamp stamp) {
            return new AccessUnit(
                    stamp,
                    track,
                    track == VIDEO_TRACK ? FourCc.AVC1 : FourCc.MP4A,
                    randomAccess,
                    dts,
                    pts,
                    payload);
        }
    }

    private TestMedia() {}

    /** The AVCDecoderConfigurationRecord. */
    public static ByteBuffer avcConfiguration() {
        return hex(
                "01640009ffe1001967640009acd9420bf97011000003000100000300"
                        + "3c0f12259601000568ebecb22cfdf8f800");
    }

    /** The AudioSpecificConfig: AAC-LC, 48 kHz, stereo. */
    public static ByteBuffer audioSpecificConfiguration() {
        return hex("119056e500");
    }

    public static Track.Video videoTrack() {
        return new Track.Video(VIDEO_TRACK, FourCc.AVC1, WIDTH, HEIGHT, avcConfiguration());
    }

    public static Track.Audio audioTrack() {
        return new Track.Audio(
                AUDIO_TRACK, FourCc.MP4A, SAMPLE_RATE, 2, 1024, audioSpecificConfiguration());
    }

    /** Both tracks, 2 s segments, 200 ms parts. */
    public static SessionConfig config() {
        return new SessionConfig(0, 180_000, 2, 18_000, List.of(videoTrack(), audioTrack()));
    }

    public static Stamp stamp(long epoch, long sequence, long segment) {
        return new Stamp(STREAM, Rendition.SOURCE, epoch, sequence, segment, WALL_CLOCK);
    }

    /** All video, in decoding order. */
    public static List<Unit> video() {
        var media = resource("video.bin");
        List<Unit> units = new ArrayList<>();
        int offset = 0;
        for (var line : lines("video.csv")) {
            var fields = line.split(",", -1);
            int size = Integer.parseInt(fields[0]);
            units.add(
                    new Unit(
                            VIDEO_TRACK,
                            fields[3].equals("1"),
                            Long.parseLong(fields[1]),
                            Long.parseLong(fields[2]),
                            media.slice(offset, size)));
            offset += size;
        }
        return units;
    }

    /** All audio: a frame of 1024 samples each 1920 ticks. */
    public static List<Unit> audio() {
        var media = resource("audio.bin");
        List<Unit> units = new ArrayList<>();
        int offset = 0;
        for (var line : lines("audio.csv")) {
            int size = Integer.parseInt(line);
            long pts = units.size() * 1920L;
            units.add(new Unit(AUDIO_TRACK, true, pts, pts, media.slice(offset, size)));
            offset += size;
        }
        return units;
    }

    /** Video and audio as a publisher interleaves them: by dts, video first where they tie. */
    public static List<Unit> interleaved() {
        List<Unit> all = new ArrayList<>(video());
        all.addAll(audio());
        all.sort((a, b) ->
                a.dts() != b.dts() ? Long.compare(a.dts(), b.dts()) : a.track() - b.track());
        return all;
    }

    private static List<String> lines(String name) {
        return StandardCharsets.UTF_8.decode(resource(name)).toString().lines().toList();
    }

    private static ByteBuffer resource(String name) {
        try (var in = TestMedia.class.getResourceAsStream("/testmedia/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no test media " + name);
            }
            return ByteBuffer.wrap(in.readAllBytes()).asReadOnlyBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer hex(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex)).asReadOnlyBuffer();
    }
}
