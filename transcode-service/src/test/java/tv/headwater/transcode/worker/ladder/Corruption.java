package tv.headwater.transcode.worker.ladder;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;

/** Makes of a record one that a hostile or broken encoder could have sent. The record around it stays valid, as ingest makes it. */
final class Corruption {

    private static final int KINDS = 9;

    private final Random random;
    private final List<Clip> others;

    Corruption(Random random, List<Clip> others) {
        this.random = random;
        this.others = others;
    }

    /** Most units that a decoder begins with stay as they are, since without them it does not get deep into the others. */
    MediaRecord of(MediaRecord record) {
        return switch (record) {
            case AccessUnit unit when unit.randomAccess() && random.nextInt(3) > 0 -> unit;
            case AccessUnit unit -> corrupted(unit);
            case Configuration c when random.nextInt(12) == 0 -> corrupted(c);
            default -> record;
        };
    }

    private AccessUnit corrupted(AccessUnit unit) {
        var payload = corrupted(bytes(unit.payload()));
        boolean othersTime = random.nextInt(50) == 0;
        long pts = othersTime ? random.nextLong(1L << random.nextInt(1, 45)) : unit.pts();
        long dts = othersTime ? random.nextLong(pts + 1) : unit.dts();
        boolean randomAccess = random.nextInt(20) == 0 ? !unit.randomAccess() : unit.randomAccess();
        return new AccessUnit(
                unit.stamp(),
                unit.track(),
                unit.codec(),
                randomAccess,
                dts,
                pts,
                ByteBuffer.wrap(payload));
    }

    private Configuration corrupted(Configuration configuration) {
        List<Track> tracks = new ArrayList<>();
        for (var track : configuration.config().tracks()) {
            var video = (Track.Video) track;
            tracks.add(
                    new Track.Video(
                            video.id(),
                            video.codec(),
                            video.width(),
                            video.height(),
                            ByteBuffer.wrap(corrupted(bytes(video.decoderConfiguration())))));
        }
        var config = configuration.config();
        return new Configuration(
                configuration.stamp(), configuration.discontinuity(), config.of(tracks));
    }

    private byte[] corrupted(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        return switch (random.nextInt(KINDS)) {
            case 0 -> flipped(bytes, 1);
            case 1 -> flipped(bytes, 1 + random.nextInt(64));
            case 2 -> overwritten(bytes);
            case 3 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 4 -> Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(2_000));
            case 5 -> withLength(bytes);
            case 6 -> another();
            case 7 -> noise(1 + random.nextInt(5_000));
            default -> spliced(bytes, another());
        };
    }

    private byte[] flipped(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return bytes;
    }

    private byte[] overwritten(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int length = 1 + random.nextInt(bytes.length - from);
        System.arraycopy(noise(length), 0, bytes, from, length);
        return bytes;
    }

    /** The first NAL unit says another length. */
    private byte[] withLength(byte[] bytes) {
        if (bytes.length >= 4) {
            int length = random.nextBoolean() ? random.nextInt() : random.nextInt(2 * bytes.length);
            ByteBuffer.wrap(bytes).putInt(0, length);
        }
        return bytes;
    }

    /** Of any picture, of any codec. */
    private byte[] another() {
        var units = others.get(random.nextInt(others.size())).units();
        return bytes(units.get(random.nextInt(units.size())).payload());
    }

    private byte[] noise(int length) {
        var noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] spliced(byte[] one, byte[] other) {
        int head = random.nextInt(one.length);
        int tail = random.nextInt(other.length);
        var spliced = Arrays.copyOf(one, head + other.length - tail);
        System.arraycopy(other, tail, spliced, head, other.length - tail);
        return spliced;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
