package tv.headwater.transcode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
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

/** H.264 of 320x240 at 30 fps without B-frames by ffmpeg, a segment each half second, as ingest would write it. */
final class LiveClip {

    static final long PICTURE = 3000;
    private static final int GOP = 15;
    private static final int TYPE_IDR = 5;
    private static final int TYPE_SPS = 7;
    private static final int TYPE_PPS = 8;

    private final StreamId streamId;
    private final List<MediaRecord> records = new ArrayList<>();
    private final List<Long> pictures = new ArrayList<>();
    private byte[] sps = {};
    private byte[] pps = {};
    private long sequence;
    private long segment = 41;

    private LiveClip(StreamId streamId) {
        this.streamId = streamId;
    }

    static LiveClip of(StreamId streamId, int seconds) throws IOException, InterruptedException {
        var clip = new LiveClip(streamId);
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
        var command =
                List.of(
                        "ffmpeg",
                        "-nostdin",
                        "-v",
                        "error",
                        "-f",
                        "lavfi",
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
                        "-");
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
        records.add(new AccessUnit(stamp(), 1, FourCc.AVC1, randomAccess, pts, pts, payload));
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
        return new SessionConfig(
                0, 45_000, 1, 18_000, List.of(new Track.Video(1, FourCc.AVC1, 320, 240, avcC)));
    }

    private Stamp stamp() {
        return new Stamp(
                streamId, Rendition.SOURCE, 1024, sequence++, segment, TestMedia.WALL_CLOCK);
    }
}
