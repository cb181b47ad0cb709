package tv.headwater.gateway.edge;

import java.util.Comparator;
import java.util.List;

/**
 * Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam, 2018). Each stream has an order of all edges, by a
 * hash of both weighted with the edge's capacity, and a viewer gets the first whose load is below its bound. So a small
 * stream warms one edge, and a big one the next in its order as that fills. An order for each stream in place of the paper's
 * ring sends what overflows one edge to all the others and not to one neighbour; when an edge comes or goes, every stream's
 * order of the rest stays as it was.
 *
 * @param balance how many times its fair share, by capacity, of all connections an edge may have: the paper's c, above 1
 * @param idle share of its capacity that an edge fills whatever the others have: spreading gains nothing there
 */
public record BoundedLoads(double balance, double idle) {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /**
     * @throws IllegalArgumentException if {@code balance} is not above 1 or {@code idle} not in 0..1
     */
    public BoundedLoads {
        if (!(balance > 1)) {
            throw new IllegalArgumentException("balance " + balance + " is not above 1");
        }
        if (!(idle >= 0 && idle <= 1)) {
            throw new IllegalArgumentException("idle " + idle + " is not in 0..1");
        }
    }

    /** The edges in the order in which one more viewer of {@code stream} should get them; those beyond their bound last. */
    public List<EdgeLoad> order(String stream, List<EdgeLoad> edges) {
        double share = share(edges);
        record Ranked(EdgeLoad edge, boolean full, double distance) {}
        return edges.stream()
                .map(edge ->
                        new Ranked(
                                edge,
                                edge.connections() + 1 > bound(edge, share),
                                distance(stream, edge)))
                .sorted(
                        Comparator.comparing(Ranked::full)
                                .thenComparingDouble(Ranked::distance)
                                .thenComparing(ranked -> ranked.edge().id()))
                .map(Ranked::edge)
                .toList();
    }

    /** How much of what {@code edge}, one of {@code edges}, has is beyond its bound: from 0 to 1. */
    public double excess(EdgeLoad edge, List<EdgeLoad> edges) {
        double beyond = edge.connections() - bound(edge, share(edges));
        return beyond <= 0 ? 0 : beyond / edge.connections();
    }

    /** What each unit of capacity may carry once there is one viewer more. */
    private double share(List<EdgeLoad> edges) {
        double connections = edges.stream().mapToDouble(EdgeLoad::connections).sum();
        double capacity = edges.stream().mapToDouble(EdgeLoad::capacity).sum();
        return balance * (connections + 1) / capacity;
    }

    private double bound(EdgeLoad edge, double share) {
        double fair = Math.max(Math.ceil(share * edge.capacity()), idle * edge.capacity());
        return Math.min(fair, edge.capacity());
    }

    /** The nearest of exponential distances whose rates are the capacities: each edge is first as often as its share says. */
    private static double distance(String stream, EdgeLoad edge) {
        double uniform = ((hash(stream, edge.id()) >>> 11) + 1) * 0x1p-53;
        return -Math.log(uniform) / edge.capacity();
    }

    private static long hash(String stream, String edge) {
        long hash = fnv(fnv(FNV_OFFSET, stream) * FNV_PRIME, edge);
        // FNV's high bits alone are too regular for ids that differ in one character.
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }

    private static long fnv(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
