package tv.headwater.transcode.log;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.transcode.placement.NodeLoad;

/**
 * What this node tells its group, with its last word on lanes it has let go of just now: they belong to nobody until the next
 * rebalance, and whoever places them then must still know what they cost and that they are not to come back. Used by one thread.
 */
final class LoadMemory {

    private static final Logger log = LoggerFactory.getLogger(LoadMemory.class);
    private static final Duration KEPT = Duration.ofSeconds(30);

    private record Left(double cost, boolean elsewhere, long until) {}

    private final Supplier<NodeLoad> load;
    private final Map<Integer, Left> left = new HashMap<>();
    private NodeLoad last = new NodeLoad(0, Map.of(), Set.of());

    LoadMemory(Supplier<NodeLoad> load) {
        this.load = load;
    }

    /** The load as user data of the group. */
    ByteBuffer now() {
        try {
            last = load.get();
        } catch (RuntimeException e) {
            log.error("this node's load is unknown, the last known is given", e);
        }
        long now = System.nanoTime();
        left.values().removeIf(lane -> now - lane.until() >= 0);
        var costs = new HashMap<>(last.costs());
        var elsewhere = new HashSet<>(last.elsewhere());
        left.forEach((lane, was) -> {
            if (costs.putIfAbsent(lane, was.cost()) == null && was.elsewhere()) {
                elsewhere.add(lane);
            }
        });
        return new NodeLoad(last.capacity(), costs, elsewhere).encode();
    }

    /** These lanes are to go to others. */
    void left(Set<Integer> lanes) {
        for (int lane : lanes) {
            left.put(
                    lane,
                    new Left(
                            last.costs().getOrDefault(lane, 0.0),
                            last.elsewhere().contains(lane),
                            System.nanoTime() + KEPT.toNanos()));
        }
    }

    /** These lanes are this node's. */
    void got(Set<Integer> lanes) {
        left.keySet().removeAll(lanes);
    }
}
