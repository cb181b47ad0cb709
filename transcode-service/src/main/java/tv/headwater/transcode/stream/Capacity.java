package tv.headwater.transcode.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tv.headwater.contract.id.StreamId;

/** How much this node can encode and how much it does, in encoder-seconds per second. Safe for use by many threads. */
public final class Capacity {

    private final double limit;
    private final Map<StreamId, Double> costs = new ConcurrentHashMap<>();

    /**
     * @param limit above 0
     */
    public Capacity(double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("capacity " + limit + " is not above 0");
        }
        this.limit = limit;
    }

    /** What a stream takes, estimated or measured. */
    void set(StreamId streamId, double cost) {
        costs.put(streamId, cost);
    }

    void remove(StreamId streamId) {
        costs.remove(streamId);
    }

    /** Whether so much more fits. A node without work takes whatever comes. */
    boolean hasRoom(double cost) {
        return costs.isEmpty() || used() + cost <= limit;
    }

    public double used() {
        return costs.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    public double limit() {
        return limit;
    }

    /** 0 for idle to 1 for full or more than full. */
    public double load() {
        return Math.min(1, used() / limit);
    }
}
