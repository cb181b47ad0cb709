package tv.headwater.e2e.hls;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Segments of MPEG-TS with a picture of H.264 in each packet behind PAT and PMT, whose continuity counters go on from segment to segment. */
final class SyntheticTransport {

    static final int PACKET = 188;
    private static final int PMT = 0x1000;
    private static final int VIDEO = 0x100;

    private final Map<Integer, Integer> counters = new HashMap<>();

    /**
     * A segment.
     *
     * @param dts of its first picture, 90 kHz
     * @param step between pictures
     */
    byte[] segment(long dts, int pictures, int step, boolean randomAccess) {
        var out = ByteBuffer.allocate((2 + pictures) * PACKET);
        out.put(packet(0, pat(), false));
        out.put(packet(PMT, pmt(), false));
        for (int i = 0; i < pictures; i++) {
            out.put(packet(VIDEO, pes(dts + (long) i * step), i == 0 && randomAccess));
        }
        return out.array();
    }

    private byte[] packet(int pid, byte[] payload, boolean randomAccess) {
        int counter = counters.merge(pid, 1, (before, one) -> (before + one) % 16);
        int stuffing = PACKET - 4 - payload.length;
        var packet = ByteBuffer.allocate(PACKET);
        packet.put((byte) 0x47).putShort((short) (0x4000 | pid)).put((byte) (0x30 | counter));
        packet.put((byte) (stuffing - 1)).put((byte) (randomAccess ? 0x40 : 0));
        return packet.position(4 + stuffing).put(payload).array();
    }

    /** Behind a pointer of 0; nobody looks at the CRC. */
    private static byte[] pat() {
        return bytes(section(13).putShort(9, (short) 1).putShort(11, (short) (0xe000 | PMT)));
    }

    private static byte[] pmt() {
        var section = section(18);
        section.putShort(11, (short) 0xf000).put(13, (byte) 0x1b);
        section.putShort(14, (short) (0xe000 | VIDEO)).putShort(16, (short) 0xf000);
        return bytes(section);
    }

    private static byte[] bytes(ByteBuffer whole) {
        var bytes = new byte[whole.capacity()];
        whole.get(0, bytes);
        return bytes;
    }

    private static ByteBuffer section(int length) {
        return ByteBuffer.allocate(4 + length).putShort(2, (short) (0xb000 | length));
    }

    private static byte[] pes(long time) {
        var pes = ByteBuffer.allocate(20).putInt(0x1e0).putShort((short) 0);
        pes.put((byte) 0x80).put((byte) 0xc0).put((byte) 10);
        return bytes(timestamp(timestamp(pes, time), time));
    }

    private static ByteBuffer timestamp(ByteBuffer out, long time) {
        out.put((byte) ((time >> 29 & 0xe) | 1));
        return out.putShort((short) ((time >> 14 & 0xfffe) | 1))
                .putShort((short) ((time << 1) | 1));
    }
}
