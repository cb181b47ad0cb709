package tv.headwater.packager.ts;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * A PES packet (ISO/IEC 13818-1 2.4.3.6) of one access unit of video, or a few of audio.
 *
 * @param dts in ticks
 * @param pts in ticks
 * @param randomAccess whether a decoder can start here
 * @param payload written one after another
 */
record Pes(int pid, long dts, long pts, boolean randomAccess, List<ByteBuffer> payload) {

    /** The longest that PES_packet_length can tell; only video may be longer, and then says 0. */
    static final int MAX_LENGTH = 0xffff;

    /** The bytes that PES_packet_length counts beside the payload, where there is a pts alone. */
    static final int HEADER_IN_LENGTH = 8;

    private static final long CLOCK = (1L << 33) - 1;
    private static final int FIXED_HEADER = 9;
    private static final int TIMESTAMP = 5;
    private static final int VIDEO = 0xe0;
    private static final int AUDIO = 0xc0;
    private static final int ALIGNED = 0x84;

    /** Header and payload. */
    ByteBuffer bytes() {
        int size = 0;
        for (var piece : payload) {
            size = Math.addExact(size, piece.remaining());
        }
        int timestamps = pts == dts ? TIMESTAMP : 2 * TIMESTAMP;
        int length = FIXED_HEADER - 6 + timestamps + size;
        var out = ByteBuffer.allocate(FIXED_HEADER + timestamps + size);
        out.putInt(0x00000100 | (pid == TransportStream.VIDEO_PID ? VIDEO : AUDIO));
        out.putShort((short) (length > MAX_LENGTH ? 0 : length));
        out.put((byte) ALIGNED).put((byte) (pts == dts ? 0x80 : 0xc0)).put((byte) timestamps);
        if (pts == dts) {
            timestamp(out, 2, pts);
        } else {
            timestamp(out, 3, pts);
            timestamp(out, 1, dts);
        }
        for (var piece : payload) {
            out.put(piece.duplicate());
        }
        return out.flip();
    }

    private static void timestamp(ByteBuffer out, int prefix, long ticks) {
        long time = ticks & CLOCK;
        out.put((byte) (prefix << 4 | (time >> 29 & 0x0e) | 1));
        out.putShort((short) ((time >> 14 & 0xfffe) | 1));
        out.putShort((short) ((time << 1 & 0xfffe) | 1));
    }
}
