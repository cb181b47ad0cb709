package tv.headwater.packager.ts;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes a transport stream apart by the standard and not by the writer's code, and fails at what breaks its rules. */
final class TransportReader {

    /** A clock reference, in ticks of 33 bits. */
    record Clock(int pid, long base) {}

    /** The head of a PES packet, and the packet's length without what stands before PES_packet_length's end. */
    record PesHead(int pid, int declared, int length, long pts, long dts, long clockBefore) {}

    final List<Clock> clocks = new ArrayList<>();
    final List<PesHead> pes = new ArrayList<>();
    final Map<Integer, Integer> packets = new HashMap<>();
    private final Map<Integer, Integer> counters = new HashMap<>();
    private final Map<Integer, ByteBuffer> open = new HashMap<>();
    private final Map<Integer, Long> clockAtStart = new HashMap<>();
    private long clock = -1;

    static TransportReader read(List<ByteBuffer> segments) {
        var reader = new TransportReader();
        for (var segment : segments) {
            var in = segment.slice();
            reader.require(in.limit() % 188 == 0, "a segment of whole packets");
            reader.require(pid(in, 0) == 0 && pid(in, 188) == 0x1000, "PAT and PMT first");
            for (int at = 0; at < in.limit(); at += 188) {
                reader.packet(in.slice(at, 188));
            }
            List.copyOf(reader.open.keySet()).forEach(reader::close);
        }
        return reader;
    }

    private static int pid(ByteBuffer in, int at) {
        return in.getShort(at + 1) & 0x1fff;
    }

    private void packet(ByteBuffer in) {
        require(in.get(0) == 0x47, "sync byte");
        int pid = pid(in, 0);
        int control = in.get(3) >> 4 & 3;
        int counter = in.get(3) & 15;
        var previous = counters.put(pid, counter);
        boolean payload = (control & 1) != 0;
        if (previous != null) {
            require(counter == (previous + (payload ? 1 : 0)) % 16, "continuity of " + pid);
        }
        packets.merge(pid, payload ? 1 : 0, Integer::sum);
        int at = 4;
        if ((control & 2) != 0) {
            int length = in.get(4) & 0xff;
            require(payload ? length <= 182 : length == 183, "adaptation field of " + length);
            if (length > 0 && (in.get(5) & 0x10) != 0) {
                clock = (in.getInt(6) * 2L & 0x1ffffffffL) | (in.get(10) >> 7 & 1);
                clocks.add(new Clock(pid, clock));
            }
            at += 1 + length;
        }
        if (payload && pid >= 0x100 && pid < 0x200) {
            media(pid, (in.getShort(1) & 0x4000) != 0, in.slice(at, 188 - at));
        } else if (payload) {
            int length = in.getShort(at + 2) & 0xfff;
            var section = new byte[3 + length];
            in.get(at + 1, section);
            require(ProgramTables.crc(section, section.length) == 0, "a table's CRC");
        }
    }

    private void media(int pid, boolean first, ByteBuffer piece) {
        if (first) {
            close(pid);
            open.put(pid, ByteBuffer.allocate(1 << 20));
            clockAtStart.put(pid, clock);
        }
        open.get(pid).put(piece);
    }

    private void close(int pid) {
        var whole = open.remove(pid);
        if (whole == null) {
            return;
        }
        whole.flip();
        require(whole.getInt(0) >>> 8 == 1, "packet_start_code_prefix");
        boolean both = (whole.get(7) & 0x40) != 0;
        long pts = timestamp(whole, 9);
        pes.add(
                new PesHead(
                        pid,
                        Short.toUnsignedInt(whole.getShort(4)),
                        whole.limit() - 6,
                        pts,
                        both ? timestamp(whole, 14) : pts,
                        clockAtStart.get(pid)));
    }

    private static long timestamp(ByteBuffer in, int at) {
        return (in.get(at) >> 1 & 7L) << 30
                | (in.getShort(at + 1) >> 1 & 0x7fffL) << 15
                | (in.getShort(at + 3) >> 1 & 0x7fffL);
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }
}
