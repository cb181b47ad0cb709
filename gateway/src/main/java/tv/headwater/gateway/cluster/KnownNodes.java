package tv.headwater.gateway.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.Nodes;

/**
 * The nodes to send requests to. While Kafka is away every node falls silent at once, and that says nothing about them: a
 * gateway that misses its own beats goes on with the nodes it knew, but those that said that they leave, until all have had time
 * to be heard again. Safe for use by many threads.
 */
final class KnownNodes {

    /** Own beats older than this mean that none come through; the others cannot have been given up by then. */
    static final Duration OWN_BEAT_LATE = Nodes.SILENCE.minus(Nodes.BEAT);

    private final Nodes nodes;
    private final NodeId self;
    private final Clock clock;
    private boolean heardSelf;
    private Instant trustSilenceFrom = Instant.MIN;
    private Map<NodeId, NodeStatus> known = Map.of();

    KnownNodes(Nodes nodes, NodeId self, Clock clock) {
        this.nodes = nodes;
        this.self = self;
        this.clock = clock;
    }

    /** The nodes of a role that may be asked, in the order of their ids; those that drain only if there is no other. */
    List<NodeStatus> of(NodeRole role) {
        var all = current().values().stream().filter(node -> node.role() == role).toList();
        var staying = all.stream().filter(node -> !node.draining()).toList();
        return staying.isEmpty() ? all : staying;
    }

    /** Looks at the cluster now; to be called at least every {@link Nodes#BEAT}. */
    synchronized Map<NodeId, NodeStatus> current() {
        var now = clock.instant();
        var live = new LinkedHashMap<NodeId, NodeStatus>();
        nodes.live().forEach(node -> live.put(node.nodeId(), node));
        if (isSelfLate(live.get(self), now)) {
            trustSilenceFrom = now.plus(Nodes.SILENCE);
        }
        if (now.isBefore(trustSilenceFrom)) {
            known.forEach((id, node) -> {
                if (!nodes.hasLeft(id)) {
                    live.putIfAbsent(id, node);
                }
            });
        }
        known = live;
        return live;
    }

    private boolean isSelfLate(@Nullable NodeStatus own, Instant now) {
        heardSelf |= own != null;
        return heardSelf && (own == null || own.at().isBefore(now.minus(OWN_BEAT_LATE)));
    }
}
