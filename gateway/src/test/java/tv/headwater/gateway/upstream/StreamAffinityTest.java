package tv.headwater.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import tv.headwater.contract.id.StreamId;

class StreamAffinityTest {

    private static final List<StreamId> STREAMS =
            Stream.generate(StreamId::random).limit(3_000).toList();

    private final StreamAffinity affinity = new StreamAffinity();

    private static List<ServiceInstance> edges(int count) {
        return IntStream.rangeClosed(1, count)
                .<ServiceInstance>mapToObj(
                        n -> new DefaultServiceInstance("edge-" + n, "edge", "h", 1, false))
                .toList();
    }

    private String edge(List<ServiceInstance> edges, StreamId stream, String file) {
        return affinity.among(edges, "/live/" + stream + file).getInstanceId();
    }

    @Test
    void sendsAllOfAStreamToOneEdge() {
        var edges = edges(5);
        for (var stream : STREAMS.subList(0, 100)) {
            var edge = edge(edges, stream, "/index.m3u8");
            assertThat(edge(edges, stream, "/source/index.m3u8")).isEqualTo(edge);
            assertThat(edge(edges, stream, "/audio/7.m4s")).isEqualTo(edge);
            assertThat(edge(edges.reversed(), stream, "/source/8.2.m4s")).isEqualTo(edge);
        }
    }

    @Test
    void spreadsStreamsEvenly() {
        var count = new HashMap<String, Integer>();
        STREAMS.forEach(s -> count.merge(edge(edges(6), s, "/index.m3u8"), 1, Integer::sum));
        // 500 each; six sigma are 122.
        assertThat(count).hasSize(6);
        assertThat(count.values()).allSatisfy(n -> assertThat(n).isBetween(378, 622));
    }

    @Test
    void movesOnlyTheStreamsOfAnEdgeThatGoes() {
        var before = edges(4);
        var after = new ArrayList<>(before);
        after.remove(2);
        for (var stream : STREAMS) {
            var edge = edge(before, stream, "/index.m3u8");
            if (!edge.equals("edge-3")) {
                assertThat(edge(after, stream, "/index.m3u8")).isEqualTo(edge);
            }
        }
    }

    @Test
    void takesTurnsWhereThereIsNoAffinity() {
        var choice = new RoundRobin();
        var turns = Stream.generate(() -> choice.among(edges(3), "/").getInstanceId()).limit(4);
        assertThat(turns).containsExactly("edge-1", "edge-2", "edge-3", "edge-1");
    }
}
