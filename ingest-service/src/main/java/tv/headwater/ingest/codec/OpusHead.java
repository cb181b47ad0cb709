package tv.headwater.ingest.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The identification header of Opus (RFC 7845 5.1).
 *
 * @param dOps the same as the body of an OpusSpecificBox (Encapsulation of Opus in ISO Base Media File Format 4.3.2)
 */
record OpusHead(int channels, ByteBuffer dOps) {

    /** Opus counts its samples at this rate whatever went into the encoder, in Hz. */
    static final int SAMPLE_RATE = 48_000;

    private static final ByteBuffer MAGIC =
            ByteBuffer.wrap("OpusHead".getBytes(StandardCharsets.US_ASCII)).asReadOnlyBuffer();
    private static final int FIXED = 19;
    private static final int MAX_CHANNELS = 8;

    static OpusHead parse(ByteBuffer bytes) {
        var in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (in.remaining() < FIXED || !in.slice(0, MAGIC.limit()).equals(MAGIC)) {
            throw new MalformedConfiguration(
                    "Opus configuration of " + in.remaining() + " bytes is no OpusHead");
        }
        in.position(MAGIC.limit());
        int version = Byte.toUnsignedInt(in.get());
        if (version >> 4 != 0) {
            throw new MalformedConfiguration("OpusHead version " + version + " is not 1");
        }
        int channels = Byte.toUnsignedInt(in.get());
        var out = ByteBuffer.allocate(bytes.remaining());
        out.put((byte) 0).put((byte) channels);
        out.putShort(in.getShort()).putInt(in.getInt()).putShort(in.getShort());
        int family = Byte.toUnsignedInt(in.get());
        out.put((byte) family);
        requireChannels(channels, family);
        if (family != 0) {
            putMapping(out, in, channels);
        }
        return new OpusHead(channels, out.flip().asReadOnlyBuffer());
    }

    private static void requireChannels(int channels, int family) {
        if (family > 1) {
            throw new MalformedConfiguration(
                    "Opus channel mapping family " + family + " is not 0 or 1");
        }
        int max = family == 0 ? 2 : MAX_CHANNELS;
        if (channels < 1 || channels > max) {
            throw new MalformedConfiguration(
                    "Opus with "
                            + channels
                            + " channels in mapping family "
                            + family
                            + " is not in 1.."
                            + max);
        }
    }

    private static void putMapping(ByteBuffer out, ByteBuffer in, int channels) {
        int mapping = 2 + channels;
        if (in.remaining() < mapping) {
            throw new MalformedConfiguration(
                    "OpusHead ends inside the mapping of its " + channels + " channels");
        }
        out.put(in.slice(in.position(), mapping));
    }
}
