package tv.headwater.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.gateway.GatewayProperties;

class EdgesTest {

    private static final StreamId STREAM = new StreamId("abcdefgh12345678");
    private static final Instant BEAT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String HOST = "live.example.com";

    private final List<NodeStatus> nodes = new ArrayList<>();
    private final Edges edges = edges(true);

    private Edges edges(boolean enabled) {
        return new Edges(List.of(), () -> List.copyOf(nodes), steering(enabled), Clock.systemUTC());
    }

    private static GatewayProperties.Steering steering(boolean enabled) {
        return new GatewayProperties.Steering(
                enabled, Duration.ofSeconds(10), 1.25, 0.05, 20_000, 4, DataSize.ofKilobytes(256));
    }

    private static NodeStatus node(
            int number, @Nullable String publicUrl, double load, Double capacity, Instant at) {
        return new NodeStatus(
                new NodeId("edge-" + number),
                NodeRole.EDGE,
                "1",
                URI.create("http://10.0.0." + number + ":8090"),
                publicUrl,
                BEAT,
                at,
                load,
                capacity,
                false,
                false,
                List.of(),
                List.of());
    }

    private void announce(int count, double load, Instant at) {
        nodes.clear();
        for (int n = 1; n <= count; n++) {
            nodes.add(node(n, "https://edge-" + n + ".example.com", load, 100.0, at));
        }
    }

    private List<String> ids() {
        return nodes.stream().map(node -> node.nodeId().value()).toList();
    }

    @Test
    void keepsASmallStreamOnOneEdge() {
        announce(5, 0, BEAT);
        var chosen = new HashSet<String>();
        IntStream.range(0, 5).forEach(_ -> chosen.add(edges.choose(STREAM, ids(), true)));
        assertThat(chosen).containsExactly(edges.order(STREAM).getLast());
        assertThat(edges.choose(STREAM, ids(), false)).isNotIn(chosen);
    }

    @Test
    void spreadsABurstBetweenTwoBeats() {
        announce(4, 0, BEAT);
        var chosen = Stream.generate(() -> edges.choose(STREAM, ids(), true)).limit(60).toList();
        assertThat(chosen).contains("edge-1", "edge-2", "edge-3", "edge-4");
        var first = chosen.getFirst();
        // Fair is 15, and 1.25 times that is 18.75.
        assertThat(chosen.stream().filter(first::equals).count()).isEqualTo(19);
    }

    @Test
    void spreadsThoseThatAreSentBetweenTwoBeats() {
        announce(4, 0, BEAT);
        var told =
                Stream.generate(() -> edges.order(STREAM).getFirst())
                        .limit(60)
                        .peek(edges::sent)
                        .toList();
        assertThat(told).contains("edge-1", "edge-2", "edge-3", "edge-4");
        assertThat(told.stream().filter(told.getFirst()::equals).count()).isEqualTo(19);
    }

    @Test
    void believesTheNextBeat() {
        announce(2, 0.1, BEAT);
        var first = edges.choose(STREAM, ids(), true);
        while (edges.choose(STREAM, ids(), true).equals(first)) {
            // Until it has its share.
        }
        announce(2, 0.1, BEAT.plusSeconds(2));
        assertThat(edges.choose(STREAM, ids(), true)).isEqualTo(first);
    }

    @Test
    void countsOnlyViewersThatStart() {
        announce(3, 0, BEAT);
        var first = edges.choose(STREAM, ids(), false);
        for (int i = 0; i < 100; i++) {
            assertThat(edges.choose(STREAM, ids(), false)).isEqualTo(first);
        }
    }

    @Test
    void choosesAmongThoseThatCanBeAsked() {
        announce(3, 0, BEAT);
        var order = edges.order(STREAM);
        assertThat(edges.choose(STREAM, order.subList(1, 3), false)).isEqualTo(order.get(1));
        assertThat(edges.choose(STREAM, List.of("edge-9"), false)).isEqualTo("edge-9");
    }

    @Test
    void movesAViewerFromOneToTheOther() {
        announce(2, 0, BEAT);
        for (int i = 0; i < 30; i++) {
            edges.moved("edge-1", "edge-2");
        }
        assertThat(edges.order(STREAM)).containsExactly("edge-1", "edge-2");
        assertThat(edges.excess("edge-2")).isBetween(0.3, 0.4);
        assertThat(edges.excess("edge-1")).isZero();
        assertThat(edges.excess("edge-9")).isZero();
    }

    @Test
    void takesTheUsualCapacityWhereNoneIsSaid() {
        nodes.add(node(1, null, 0.5, null, BEAT));
        nodes.add(node(2, null, 0.5, 0.0, BEAT));
        assertThat(edges.live())
                .allSatisfy(edge -> {
                    assertThat(edge.capacity()).isEqualTo(20_000);
                    assertThat(edge.connections()).isEqualTo(10_000);
                });
    }

    @Test
    void knowsThoseThatAreConfigured() {
        var address = URI.create("http://10.0.0.7:8090");
        var fixed =
                new Edges(
                        List.of(address),
                        List::of,
                        steering(true),
                        Clock.fixed(BEAT.plusMillis(1_999), ZoneOffset.UTC));
        assertThat(fixed.live())
                .containsExactly(new Edge(address.toString(), address, null, 20_000, 0, BEAT));
        assertThat(fixed.pathways("http", HOST)).isEmpty();
    }

    @Test
    void areReachedWhereAllSayHow() {
        nodes.add(node(1, "http://{host}:8090", 0, null, BEAT));
        nodes.add(node(2, "https://edge-2.example.com", 0, null, BEAT));
        assertThat(edges.pathways("http", HOST))
                .extracting(pathway -> pathway.id() + " " + pathway.url())
                .containsExactly(
                        "edge-1 http://live.example.com:8090", "edge-2 https://edge-2.example.com");
        assertThat(edges.pathways("https", HOST)).as("one has no TLS").isEmpty();
        assertThat(edges(false).pathways("http", HOST)).as("off").isEmpty();
        nodes.add(node(3, null, 0, null, BEAT));
        assertThat(edges.pathways("http", HOST)).as("one says nothing").isEmpty();
        nodes.set(2, node(3, "ftp://edge-3", 0, null, BEAT));
        assertThat(edges.pathways("http", HOST)).as("one says nonsense").isEmpty();
    }
}
