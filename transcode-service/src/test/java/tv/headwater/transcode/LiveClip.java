package tv.headwater.transcode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;

/** H.264 of 320x240 at 30 fps without B-frames, and Opus, by ffmpeg, a segment each half second, as ingest would write it. */
final class LiveClip {

    static final long PICTURE = 3000;
    private static final int GOP = 15;

    /** An Opus packet of 20 ms, in ticks; in bytes at a constant 64 kbit/s; and what comes before the sound, in samples. */
    static final long OPUS_PACKET = 1800;

    private static final int OPUS_BYTES = 160;
    private static final short OPUS_PRE_SKIP = 312;
    private static final int VIDEO = 1;
    private static final int AUDIO = 2;
    private static final int TYPE_IDR = 5;
    private static final int TYPE_SPS = 7;
    private static final int TYPE_PPS = 8;

    private final StreamId streamId;
    private final Deque<byte[]> opus = new ArrayDeque<>();
    private final List<Track> tracks = new ArrayList<>();
    private final List<MediaRecord> records = new ArrayList<>();
    private final List<Long> pictures = new ArrayList<>();
    private byte[] sps = {};
    private byte[] pps = {};
    private long sequence;
    private long opusPackets;
    private long segment = 41;

    private LiveClip(StreamId streamId) {
        this.streamId = streamId;
    }

    static LiveClip of(StreamId streamId, int seconds) throws IOException, InterruptedException {
        return made(new LiveClip(streamId), seconds);
    }

    /** With a tone in Opus, stereo, packets of 20 ms. */
    static LiveClip withOpus(StreamId streamId, int seconds)
            throws IOException, InterruptedException {
        var clip = new LiveClip(streamId);
        var packets = ByteBuffer.wrap(opus(seconds));
        while (packets.remaining() >= OPUS_BYTES) {
            var packet = new byte[OPUS_BYTES];
            packets.get(packet);
            clip.opus.add(packet);
        }
        var dOps = ByteBuffer.allocate(11).put((byte) 0).put((byte) 2).putShort(OPUS_PRE_SKIP);
        dOps.putInt(48_000).putShort((short) 0).put((byte) 0).flip();
        clip.tracks.add(new Track.Audio(AUDIO, FourCc.OPUS, 48_000, 2, 960, dOps));
        return made(clip, seconds);
    }

    private static LiveClip made(LiveClip clip, int seconds)
            throws IOException, InterruptedException {
        units(annexB(seconds)).forEach(clip::add);
        clip.records.add(new EndOfSession(clip.stamp()));
        return clip;
    }

    /** In the order of the log, END included. */
    List<MediaRecord> records() {
        return records;
    }

    /** When its pictures are shown. */
    List<Long> pictures() {
        return pictures;
    }

    private static byte[] annexB(int seconds) throws IOException, InterruptedException {
        return ffmpeg(
                List.of(
                        "-i",
                        "testsrc2=size=320x240:rate=30",
                        "-t",
                        "" + seconds,
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-pix_fmt",
                        "yuv420p",
                        "-x264-params",
                        "keyint=" + GOP + ":scenecut=0:bframes=0:sliced-threads=0:slices=1:aud=0",
                        "-f",
                        "h264",
                        "-"));
    }

    private static byte[] opus(int seconds) throws IOException, InterruptedException {
        return ffmpeg(
                List.of(
                        "-i",
                        "sine=frequency=440:sample_rate=48000",
                        "-t",
                        "" + seconds,
                        "-map",
                        "0:a",
                        "-ac",
                        "2",
                        "-c:a",
                        "libopus",
                        "-vbr",
                        "off",
                        "-b:a",
                        "64k",
                        "-f",
                        "data",
                        "-"));
    }

    private static byte[] ffmpeg(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi"));
        command.addAll(arguments);
        var process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var bytes = process.getInputStream().readAllBytes();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("ffmpeg made no clip");
        }
        return bytes;
    }

    /** NAL units, without their start codes. */
    private static List<byte[]> units(byte[] stream) {
        var units = new ArrayList<byte[]>();
        int begin = -1;
        for (int i = 0; i + 2 < stream.length; i++) {
            if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
                if (begin >= 0) {
                    int end = stream[i - 1] == 0 ? i - 1 : i;
                    units.add(Arrays.copyOfRange(stream, begin, end));
                }
                begin = i + 3;
            }
        }
        units.add(Arrays.copyOfRange(stream, begin, stream.length));
        return units;
    }

    private void add(byte[] unit) {
        switch (unit[0] & 0x1f) {
            case TYPE_SPS -> sps = unit;
            case TYPE_PPS -> pps = unit;
            case TYPE_IDR -> {
                segment++;
                records.add(new Configuration(stamp(), pictures.isEmpty(), config()));
                picture(unit, true);
            }
            case 1 -> picture(unit, false);
            default -> {}
        }
    }

    private void picture(byte[] unit, boolean randomAccess) {
        long pts = 900_000 + pictures.size() * PICTURE;
        pictures.add(pts);
        var payload = ByteBuffer.allocate(4 + unit.length).putInt(unit.length).put(unit).flip();
        records.add(new AccessUnit(stamp(), VIDEO, FourCc.AVC1, randomAccess, pts, pts, payload));
        while (!opus.isEmpty() && opusPts() < pts + PICTURE) {
            var packet = ByteBuffer.wrap(opus.remove());
            records.add(
                    new AccessUnit(
                            stamp(), AUDIO, FourCc.OPUS, true, opusPts(), opusPts(), packet));
            opusPackets++;
        }
    }

    private long opusPts() {
        return 900_000 + opusPackets * OPUS_PACKET;
    }

    private SessionConfig config() {
        var avcC =
                ByteBuffer.allocate(11 + sps.length + pps.length)
                        .put((byte) 1)
                        .put(sps, 1, 3)
                        .put((byte) 0xff)
                        .put((byte) 0xe1)
                        .putShort((short) sps.length)
                        .put(sps)
                        .put((byte) 1)
                        .putShort((short) pps.length)
                        .put(pps)
                        .flip();
        var all = new ArrayList<Track>(tracks);
        all.addFirst(new Track.Video(VIDEO, FourCc.AVC1, 320, 240, avcC));
        return new SessionConfig(0, 45_000, 1, 18_000, all);
    }

    private Stamp stamp() {
        return new Stamp(
                streamId, Rendition.SOURCE, 1024, sequence++, segment, TestMedia.WALL_CLOCK);
    }
}
