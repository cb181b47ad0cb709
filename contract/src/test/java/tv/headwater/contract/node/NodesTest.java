package tv.headwater.contract.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

class NodesTest {

    private static final StreamId STREAM = new StreamId("abcdefgh01234567");
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private Instant now = START;
    private final InstantSource source = () -> now;
    private final Nodes nodes = new Nodes(source.withZone(ZoneOffset.UTC));

    private static NodeStatus beat(String id, NodeRole role, boolean leaving) {
        return new NodeStatus(
                new NodeId(id),
                role,
                "1",
                URI.create("http://localhost"),
                null,
                START,
                // a clock far off does no harm
                START.minus(Duration.ofDays(1)),
                0,
                false,
                leaving,
                role == NodeRole.EDGE ? List.of(NodeStatus.Held.of(STREAM)) : List.of());
    }

    @Test
    void aNodeIsLiveUntilItWasSilentTooLong() {
        nodes.on(beat("edge-1", NodeRole.EDGE, false));
        now = START.plus(Nodes.SILENCE).minusMillis(1);
        assertThat(nodes.live(new NodeId("edge-1"))).isPresent();

        now = START.plus(Nodes.SILENCE);
        assertThat(nodes.live()).isEmpty();
        assertThat(nodes.lastHeard(new NodeId("edge-1"))).contains(START);

        nodes.on(beat("edge-1", NodeRole.EDGE, false));
        assertThat(nodes.live()).hasSize(1);
    }

    @Test
    void aNodeThatLeavesIsGoneAtOnce() {
        nodes.on(beat("edge-1", NodeRole.EDGE, false));
        nodes.on(beat("edge-1", NodeRole.EDGE, true));
        assertThat(nodes.live()).isEmpty();
    }

    @Test
    void aBeatOfThePastCountsFromWhenItWasSent() {
        nodes.replay(beat("edge-1", NodeRole.EDGE, false), START.minusSeconds(4));
        nodes.replay(beat("edge-2", NodeRole.EDGE, false), START.minusSeconds(6));
        assertThat(nodes.live())
                .extracting(node -> node.nodeId().value())
                .containsExactly("edge-1");
        now = START.plusSeconds(1);
        assertThat(nodes.live()).isEmpty();
    }

    @Test
    void nodesAreFoundByRoleAndByWhatTheyHoldInOrder() {
        nodes.on(beat("edge-2", NodeRole.EDGE, false));
        nodes.on(beat("edge-1", NodeRole.EDGE, false));
        nodes.on(beat("ingest-1", NodeRole.INGEST, false));
        assertThat(nodes.live(NodeRole.EDGE))
                .extracting(node -> node.nodeId().value())
                .containsExactly("edge-1", "edge-2");
        assertThat(nodes.holding(NodeRole.EDGE, STREAM)).hasSize(2);
        assertThat(nodes.holding(NodeRole.INGEST, STREAM)).isEmpty();
        assertThat(nodes.lastHeard(new NodeId("nobody"))).isEmpty();
    }

    @Test
    void theLongSilentAreForgotten() {
        nodes.on(beat("edge-1", NodeRole.EDGE, false));
        now = START.plus(Duration.ofMinutes(11));
        assertThat(nodes.live()).isEmpty();
        assertThat(nodes.lastHeard(new NodeId("edge-1"))).isEmpty();
    }
}
