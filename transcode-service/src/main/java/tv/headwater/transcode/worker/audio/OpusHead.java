package tv.headwater.transcode.worker.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The identification header decoders want (RFC 7845 5.1) out of what ISO BMFF stores (Opus in ISOBMFF 4.3.2, dOps). */
final class OpusHead {

    private static final int FIXED_LENGTH = 11;

    private OpusHead() {}

    /**
     * @param dOps the box's body
     * @throws IllegalArgumentException if it is too short
     */
    static ByteBuffer of(ByteBuffer dOps) {
        var in = dOps.slice().order(ByteOrder.BIG_ENDIAN);
        if (in.remaining() < FIXED_LENGTH) {
            throw new IllegalArgumentException(
                    "dOps of " + in.remaining() + " bytes is shorter than " + FIXED_LENGTH);
        }
        var out = ByteBuffer.allocate(8 + in.remaining()).order(ByteOrder.LITTLE_ENDIAN);
        out.put("OpusHead".getBytes(StandardCharsets.US_ASCII));
        in.get();
        out.put((byte) 1);
        out.put(in.get());
        out.putShort(in.getShort());
        out.putInt(in.getInt());
        out.putShort(in.getShort());
        return out.put(in).flip();
    }
}
