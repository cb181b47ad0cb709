package tv.headwater.metadata.session;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tv.headwater.contract.node.NodeStatus;

/**
 * Which lane a stream gets. One stream to a lane while lanes are free; among the lanes with the fewest live streams, a stream with a
 * ladder gets one whose transcoder has the most to spare, and one without a ladder leaves that alone. Pure, and the same for the
 * same state of things.
 */
final class LaneChoice {

    /**
     * What a stream is taken to cost that is not in its transcoder's beats yet, in encoder-seconds per second: else all streams that
     * come between two beats would go to the same one, and a small one would be taken for as able as a large one.
     */
    static final double UNSEEN_STREAM_COST = 0.4;

    /** Of a transcoder that does not say, in encoder-seconds per second. */
    static final double USUAL_CAPACITY = 4;

    private LaneChoice() {}

    /**
     * How a lane is used.
     *
     * @param live streams in it
     * @param kept streams whose media may still be in the log
     * @param laddered ids of those live that have a ladder
     */
    record Use(int lane, int live, int kept, Set<String> laddered) {

        Use {
            laddered = Set.copyOf(laddered);
        }
    }

    /**
     * What the transcoder of a lane would have to do with one more stream.
     *
     * @param load as a share of its capacity
     */
    private record Burden(double load, int streams) {

        static final Burden UNKNOWN = new Burden(Double.POSITIVE_INFINITY, 0);
    }

    /** For a stream without a ladder: the lane with the fewest streams. */
    static int ofSource(Collection<Use> lanes) {
        return first(
                lanes,
                Comparator.comparingInt(Use::live)
                        .thenComparingInt(Use::kept)
                        .thenComparingInt(Use::lane));
    }

    /**
     * @param transcoders those that live; one that drains is as one that is not there. Lanes that none of them has come last
     */
    static int ofLadder(Collection<Use> lanes, List<NodeStatus> transcoders) {
        var burdens = burdens(lanes, transcoders);
        Comparator<Use> byLoad = Comparator.comparingDouble(use -> burden(burdens, use).load());
        return first(
                lanes,
                Comparator.comparingInt(Use::live)
                        .thenComparing(byLoad)
                        .thenComparingInt(use -> burden(burdens, use).streams())
                        .thenComparingInt(Use::kept)
                        .thenComparingInt(Use::lane));
    }

    private static int first(Collection<Use> lanes, Comparator<Use> order) {
        return lanes.stream().min(order).orElseThrow().lane();
    }

    private static Burden burden(Map<Integer, Burden> burdens, Use use) {
        return burdens.getOrDefault(use.lane(), Burden.UNKNOWN);
    }

    /** By lane. One that two transcoders name, because it is on the move, counts as the one's that spoke last. */
    private static Map<Integer, Burden> burdens(
            Collection<Use> lanes, List<NodeStatus> transcoders) {
        var burdens = new HashMap<Integer, Burden>();
        transcoders.stream()
                .filter(node -> !node.draining())
                .sorted(Comparator.comparing(NodeStatus::at))
                .forEach(node -> {
                    var burden = burden(node, lanes);
                    node.lanes().forEach(lane -> burdens.put(lane, burden));
                });
        return burdens;
    }

    private static Burden burden(NodeStatus node, Collection<Use> lanes) {
        long unseen =
                lanes.stream()
                        .filter(use -> node.lanes().contains(use.lane()))
                        .flatMap(use -> use.laddered().stream())
                        .filter(id ->
                                node.holds().stream()
                                        .noneMatch(held -> held.streamId().value().equals(id)))
                        .count();
        var said = node.capacity();
        double capacity = said == null ? USUAL_CAPACITY : said;
        double more = (unseen + 1) * UNSEEN_STREAM_COST / capacity;
        return new Burden(node.load() + more, node.holds().size() + (int) unseen);
    }
}
