package tv.headwater.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.SettableClock;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.Nodes;

class KnownNodesTest {

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Nodes nodes = new Nodes(clock);
    private final KnownNodes known = new KnownNodes(nodes, new NodeId("gateway-1"), clock);

    private void beat(String id, NodeRole role, boolean draining, boolean leaving) {
        nodes.on(status(id, role, draining, leaving, clock.instant()));
    }

    private static NodeStatus status(
            String id, NodeRole role, boolean draining, boolean leaving, Instant at) {
        return new NodeStatus(
                new NodeId(id),
                role,
                "1",
                URI.create("http://" + id),
                null,
                at,
                at,
                0,
                draining,
                leaving,
                List.of());
    }

    private void beats(String... edges) {
        beat("gateway-1", NodeRole.GATEWAY, false, false);
        Stream.of(edges).forEach(edge -> beat(edge, NodeRole.EDGE, false, false));
    }

    private void passWatching(Duration time) {
        for (var left = time; left.isPositive(); left = left.minus(Nodes.BEAT)) {
            clock.pass(left.compareTo(Nodes.BEAT) < 0 ? left : Nodes.BEAT);
            known.current();
        }
    }

    private List<String> edges() {
        return known.of(NodeRole.EDGE).stream().map(node -> node.nodeId().value()).toList();
    }

    @Test
    void knowsThoseThatAreHeard() {
        beats("edge-1", "edge-2");
        beat("metadata-1", NodeRole.METADATA, false, false);
        assertThat(edges()).containsExactly("edge-1", "edge-2");
    }

    @Test
    void givesUpANodeThatFallsSilentAlone() {
        beats("edge-1", "edge-2");
        for (int i = 0; i < 3; i++) {
            clock.pass(Nodes.BEAT);
            beats("edge-2");
            known.current();
        }
        assertThat(edges()).containsExactly("edge-2");
    }

    @Test
    void givesUpANodeThatLeaves() {
        beats("edge-1", "edge-2");
        beat("edge-1", NodeRole.EDGE, true, true);
        assertThat(edges()).containsExactly("edge-2");
    }

    @Test
    void goesOnWithThoseItKnewWhileNobodyIsHeard() {
        beats("edge-1", "edge-2");
        known.current();
        passWatching(Duration.ofMinutes(3));
        assertThat(edges()).containsExactly("edge-1", "edge-2");
    }

    @Test
    void givesUpANodeThatLeavesAlsoWhileOwnBeatsAreLate() {
        beats("edge-1", "edge-2", "edge-3");
        known.current();
        passWatching(Duration.ofSeconds(20));
        beat("edge-1", NodeRole.EDGE, true, true);
        assertThat(edges()).containsExactly("edge-2", "edge-3");
        var left = clock.instant();
        clock.pass(Nodes.BEAT);
        nodes.replay(status("edge-2", NodeRole.EDGE, true, true, left), left.minus(Nodes.SILENCE));
        beats();
        assertThat(edges()).containsExactly("edge-3");
    }

    @Test
    void givesTheOthersTimeToBeHeardAgain() {
        beats("edge-1", "edge-2");
        known.current();
        passWatching(Duration.ofSeconds(20));
        beats();
        assertThat(edges()).containsExactly("edge-1", "edge-2");
        for (int i = 0; i < 4; i++) {
            clock.pass(Nodes.BEAT);
            beats("edge-2", "edge-3");
            known.current();
        }
        assertThat(edges()).containsExactly("edge-2", "edge-3");
    }

    @Test
    void knowsThoseThatAreHeardBeforeItself() {
        beat("edge-1", NodeRole.EDGE, false, false);
        assertThat(edges()).containsExactly("edge-1");
        clock.pass(Nodes.SILENCE);
        assertThat(edges()).isEmpty();
    }

    @Test
    void asksADrainingNodeOnlyWhereThereIsNoOther() {
        beats("edge-1");
        beat("edge-2", NodeRole.EDGE, true, false);
        assertThat(edges()).containsExactly("edge-1");
        beat("edge-1", NodeRole.EDGE, true, true);
        assertThat(edges()).containsExactly("edge-2");
    }
}
