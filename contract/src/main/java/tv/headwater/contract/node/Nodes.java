package tv.headwater.contract.node;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/**
 * The running cluster as its beats tell it. A node counts as live until it says it leaves or has been silent for
 * {@link #SILENCE}. Silence is measured from when a beat was heard, so clocks that differ between machines do no harm; a
 * beat read from the topic's past counts from the moment it was sent. Safe for use by many threads.
 */
public final class Nodes {

    public static final Duration BEAT = Duration.ofSeconds(2);
    public static final Duration SILENCE = Duration.ofSeconds(5);

    private final Clock clock;
    private final Map<NodeId, Heard> heard = new ConcurrentHashMap<>();

    private record Heard(NodeStatus status, Instant until) {}

    public Nodes(Clock clock) {
        this.clock = clock;
    }

    /** Takes in a beat that was just sent. */
    public void on(NodeStatus beat) {
        take(beat, clock.instant().plus(SILENCE));
    }

    /** Takes in a beat found in the topic's past, sent at {@code at} by the broker's clock. */
    public void replay(NodeStatus beat, Instant at) {
        take(beat, at.plus(SILENCE));
    }

    private void take(NodeStatus beat, Instant until) {
        heard.put(beat.nodeId(), new Heard(beat, until));
    }

    /** The live nodes of a role, in the order of their ids. */
    public List<NodeStatus> live(NodeRole role) {
        return live().stream().filter(node -> node.role() == role).toList();
    }

    /** The live nodes of a role that hold a stream, in the order of their ids. */
    public List<NodeStatus> holding(NodeRole role, StreamId streamId) {
        return live(role).stream().filter(node -> node.holds(streamId)).toList();
    }

    public Collection<NodeStatus> live() {
        var now = clock.instant();
        heard.values().removeIf(node -> node.until().isBefore(now.minus(Duration.ofMinutes(10))));
        return heard.values().stream()
                .filter(node -> !node.status().leaving() && node.until().isAfter(now))
                .map(Heard::status)
                .sorted(Comparator.comparing(node -> node.nodeId().value()))
                .toList();
    }

    /** When a node's newest beat was heard, whether it is live or not; empty if none was. */
    public Optional<Instant> lastHeard(NodeId nodeId) {
        return Optional.ofNullable(heard.get(nodeId)).map(node -> node.until().minus(SILENCE));
    }

    /** Whether the newest a node said is that it leaves. */
    public boolean hasLeft(NodeId nodeId) {
        var newest = heard.get(nodeId);
        return newest != null && newest.status().leaving();
    }

    /**
     * The nodes of a role that fell silent less than {@code within} ago without saying that they leave, the latest heard
     * first. They are dead, or this reader is cut off from the log: who has nobody better may still ask them.
     */
    public List<NodeStatus> silent(NodeRole role, Duration within) {
        var now = clock.instant();
        return heard.values().stream()
                .filter(node -> node.status().role() == role && !node.status().leaving())
                .filter(node -> !node.until().isAfter(now))
                .filter(node -> node.until().isAfter(now.minus(within)))
                .sorted(Comparator.comparing(Heard::until).reversed())
                .map(Heard::status)
                .toList();
    }

    public Optional<NodeStatus> live(NodeId nodeId) {
        return live().stream().filter(node -> node.nodeId().equals(nodeId)).findFirst();
    }
}
