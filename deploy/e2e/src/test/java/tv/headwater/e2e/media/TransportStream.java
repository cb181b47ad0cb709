package tv.headwater.e2e.media;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads a segment of MPEG-TS (ISO/IEC 13818-1) of one programme.
 *
 * @param tracks by PID, in the order of the PMT
 * @param counters the first and last continuity counter of each PID
 */
public record TransportStream(Map<Integer, Track> tracks, Map<Integer, Counters> counters) {

    private static final int PACKET = 188;
    private static final int SYNC = 0x47;
    private static final int PAT = 0;

    public TransportStream {
        tracks = Map.copyOf(tracks);
        counters = Map.copyOf(counters);
    }

    /**
     * An elementary stream.
     *
     * @param type stream_type of the PMT, such as 0x1b for H.264
     * @param randomAccess whether its first packet is a random access point
     * @param pts of its PES packets, 90 kHz modulo 2^33, in order of decoding
     * @param dts likewise
     */
    public record Track(int type, boolean randomAccess, List<Long> pts, List<Long> dts) {

        public Track {
            pts = List.copyOf(pts);
            dts = List.copyOf(dts);
        }

        public boolean isVideo() {
            return type == 0x1b || type == 0x24;
        }
    }

    /** Continuity counters of packets with payload. */
    public record Counters(int first, int last) {}

    /**
     * Reads.
     *
     * @throws IllegalArgumentException where something breaks the rules, with a sentence
     */
    public static TransportStream read(byte[] segment) {
        require(
                segment.length > 0 && segment.length % PACKET == 0,
                segment.length + " bytes are no whole number of packets");
        var reader = new Reader();
        for (int at = 0; at < segment.length; at += PACKET) {
            reader.packet(at / PACKET, ByteBuffer.wrap(segment, at, PACKET).slice());
        }
        return reader.whole();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static final class Reader {

        private final Map<Integer, Counters> counters = new TreeMap<>();
        private final Map<Integer, Integer> types = new LinkedHashMap<>();
        private final Map<Integer, Boolean> randomAccess = new TreeMap<>();
        private final Map<Integer, List<Long>> pts = new TreeMap<>();
        private final Map<Integer, List<Long>> dts = new TreeMap<>();
        private int pmt = -1;

        void packet(int number, ByteBuffer in) {
            require(Byte.toUnsignedInt(in.get(0)) == SYNC, "packet " + number + " has no sync");
            int pid = in.getShort(1) & 0x1fff;
            boolean hasField = (in.get(3) & 0x20) != 0;
            boolean hasPayload = (in.get(3) & 0x10) != 0;
            boolean starts = (in.get(1) & 0x40) != 0;
            int at = 4 + (hasField ? 1 + Byte.toUnsignedInt(in.get(4)) : 0);
            require(number != 0 || pid == PAT, "the first packet is of PID " + pid + ", not a PAT");
            require(number != 1 || pid == pmt, "the second packet is of PID " + pid + ", no PMT");
            if (!hasPayload) {
                return;
            }
            count(pid, in.get(3) & 15);
            if (pid == PAT) {
                pmt = in.getShort(at + 11) & 0x1fff;
            } else if (pid == pmt) {
                programme(in, at + 1);
            } else if (starts && types.containsKey(pid)) {
                boolean flagged = hasField && at > 5 && (in.get(5) & 0x40) != 0;
                randomAccess.putIfAbsent(pid, flagged);
                pes(pid, in, at);
            }
        }

        private void count(int pid, int counter) {
            var before = counters.get(pid);
            require(
                    before == null || counter == (before.last() + 1) % 16,
                    "PID " + pid + " goes on with counter " + counter + " after " + before);
            counters.put(pid, new Counters(before == null ? counter : before.first(), counter));
        }

        private void programme(ByteBuffer in, int section) {
            int end = section + 3 + (in.getShort(section + 1) & 0xfff) - 4;
            int at = section + 12 + (in.getShort(section + 10) & 0xfff);
            while (at < end) {
                types.put(in.getShort(at + 1) & 0x1fff, Byte.toUnsignedInt(in.get(at)));
                at += 5 + (in.getShort(at + 3) & 0xfff);
            }
        }

        private void pes(int pid, ByteBuffer in, int at) {
            require(in.getInt(at) >>> 8 == 1, "a PES packet of PID " + pid + " has no prefix");
            int flags = in.get(at + 7) & 0xc0;
            require(flags != 0, "a PES packet of PID " + pid + " has no PTS");
            long presented = timestamp(in, at + 9);
            pts.computeIfAbsent(pid, _ -> new ArrayList<>()).add(presented);
            dts.computeIfAbsent(pid, _ -> new ArrayList<>())
                    .add(flags == 0xc0 ? timestamp(in, at + 14) : presented);
        }

        private static long timestamp(ByteBuffer in, int at) {
            return ((in.get(at) >> 1 & 7L) << 30)
                    | ((in.getShort(at + 1) >> 1 & 0x7fffL) << 15)
                    | (in.getShort(at + 3) >> 1 & 0x7fffL);
        }

        TransportStream whole() {
            var tracks = new LinkedHashMap<Integer, Track>();
            types.forEach((pid, type) ->
                    tracks.put(
                            pid,
                            new Track(
                                    type,
                                    randomAccess.getOrDefault(pid, false),
                                    pts.getOrDefault(pid, List.of()),
                                    dts.getOrDefault(pid, List.of()))));
            return new TransportStream(tracks, counters);
        }
    }
}
