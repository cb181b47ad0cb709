package tv.headwater.transcode.placement;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a node tells its group of itself. Costs and capacity are in encoder-seconds per second: what of one encoder thread's time
 * a second of media takes.
 *
 * @param capacity what the node can do; 0 if it wants nothing
 * @param costs by lane, of all streams live in it, those the node cannot take on included. Lanes that are not its own may be
 *     named too, for nobody else may know
 * @param elsewhere lanes in which a stream is live that the node cannot take on
 */
public record NodeLoad(double capacity, Map<Integer, Double> costs, Set<Integer> elsewhere) {

    /** Bounds {@link #encode}d loads: every lane of the biggest topic. */
    public static final int MAX_LENGTH = 128 * 1024;

    private static final int VERSION = 1;
    private static final int HEADER_LENGTH = 11;
    private static final int ENTRY_LENGTH = 7;
    private static final int MAX_LANE = 0xffff;
    private static final int MAX_ENTRIES = (MAX_LENGTH - HEADER_LENGTH) / ENTRY_LENGTH;

    /**
     * @throws IllegalArgumentException if a number is negative or not finite, or there are too many lanes
     */
    public NodeLoad {
        costs = Map.copyOf(costs);
        elsewhere = Set.copyOf(elsewhere);
        check("capacity", capacity);
        costs.values().forEach(cost -> check("cost", cost));
        var lanes = new TreeSet<>(elsewhere);
        lanes.addAll(costs.keySet());
        if (!lanes.isEmpty() && (lanes.first() < 0 || lanes.last() > MAX_LANE)) {
            throw new IllegalArgumentException("a lane is not in 0.." + MAX_LANE);
        }
        if (lanes.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException(lanes.size() + " lanes exceed " + MAX_ENTRIES);
        }
    }

    private static void check(String name, double value) {
        if (!(value >= 0 && value < Float.MAX_VALUE)) {
            throw new IllegalArgumentException(name + " " + value + " is not a finite amount");
        }
    }

    /**
     * The load as bytes, big-endian: u8 version (1), f64 capacity, u16 count, then for each lane u16 lane, f32 cost, u8 whether it is
     * wanted elsewhere.
     */
    public ByteBuffer encode() {
        var lanes = new TreeMap<Integer, Double>(costs);
        elsewhere.forEach(lane -> lanes.putIfAbsent(lane, 0.0));
        var out = ByteBuffer.allocate(HEADER_LENGTH + lanes.size() * ENTRY_LENGTH);
        out.put((byte) VERSION).putDouble(capacity).putShort((short) lanes.size());
        lanes.forEach((lane, cost) ->
                out.putShort(lane.shortValue())
                        .putFloat(cost.floatValue())
                        .put((byte) (elsewhere.contains(lane) ? 1 : 0)));
        return out.flip();
    }

    /** Reads what {@link #encode} wrote; empty for anything else, such as what a later version writes. */
    public static Optional<NodeLoad> decode(@Nullable ByteBuffer bytes) {
        if (bytes == null || bytes.remaining() < HEADER_LENGTH || bytes.remaining() > MAX_LENGTH) {
            return Optional.empty();
        }
        var in = bytes.slice();
        if (in.get() != VERSION) {
            return Optional.empty();
        }
        double capacity = in.getDouble();
        int count = Short.toUnsignedInt(in.getShort());
        if (in.remaining() != count * ENTRY_LENGTH) {
            return Optional.empty();
        }
        var costs = new TreeMap<Integer, Double>();
        var elsewhere = new TreeSet<Integer>();
        for (int i = 0; i < count; i++) {
            int lane = Short.toUnsignedInt(in.getShort());
            costs.put(lane, (double) in.getFloat());
            if (in.get() != 0) {
                elsewhere.add(lane);
            }
        }
        try {
            return Optional.of(new NodeLoad(capacity, costs, elsewhere));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
