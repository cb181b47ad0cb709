package tv.headwater.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedLoadsTest {

    private static final BoundedLoads LOADS = new BoundedLoads(1.25, 0.05);
    private static final List<String> STREAMS =
            IntStream.range(0, 40_000).mapToObj("stream-%05d"::formatted).toList();

    private static List<EdgeLoad> idle(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> new EdgeLoad("edge-" + n, 20_000, 0))
                .toList();
    }

    private static String first(String stream, List<EdgeLoad> edges) {
        return LOADS.order(stream, edges).getFirst().id();
    }

    private static List<String> ids(List<EdgeLoad> edges) {
        return edges.stream().map(EdgeLoad::id).toList();
    }

    private static List<EdgeLoad> with(List<EdgeLoad> edges, String id, double connections) {
        return edges.stream()
                .map(e -> e.id().equals(id) ? new EdgeLoad(id, e.capacity(), connections) : e)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1000 1000 1000 |    0    0    0 | true  | all idle
                    1000 1000 1000 |   49    0    0 | true  | a share of 0.05 of the capacity is filled anyhow
                    1000 1000 1000 |   50    0    0 | false | and no more than that, where the others have nothing
                    1000 1000 1000 |  124   88   88 | true  | 1.25 times the fair share of 301 is 125.4, so 126
                    1000 1000 1000 |  126   87   87 | false | which it has
                    4000 1000 1000 |  600  130  130 | true  | fair is what is fair for its capacity
                    1000 4000 1000 |  200  560  140 | false | likewise for a smaller one
                    1000 1000 1000 | 1000  990  990 | false | full is full
                    1000 1000 1000 | 1000 1000 1000 | true  | where all are full, the first is as good as any
                    """)
    void givesTheFirstIfItHasRoom(
            String capacities, String connections, boolean expected, String why) {
        var capacity = numbers(capacities);
        var load = numbers(connections);
        var empty =
                IntStream.range(0, 3)
                        .mapToObj(i -> new EdgeLoad("edge-" + i, capacity[i], 0))
                        .toList();
        // One whose first choice is the first of the table.
        var stream =
                STREAMS.stream().filter(s -> first(s, empty).equals("edge-0")).findFirst().get();
        var edges =
                IntStream.range(0, 3)
                        .mapToObj(i -> new EdgeLoad("edge-" + i, capacity[i], load[i]))
                        .toList();
        assertThat(first(stream, edges).equals("edge-0")).as(why).isEqualTo(expected);
    }

    private static double[] numbers(String text) {
        return Arrays.stream(text.strip().split(" +")).mapToDouble(Double::parseDouble).toArray();
    }

    @Test
    void ordersAllEdges() {
        var edges = with(idle(5), "edge-3", 20_000);
        for (var stream : STREAMS.subList(0, 200)) {
            var order = LOADS.order(stream, edges);
            assertThat(order).containsExactlyInAnyOrderElementsOf(edges);
            assertThat(order.getLast().id()).isEqualTo("edge-3");
            assertThat(LOADS.order(stream, edges.reversed())).isEqualTo(order);
        }
    }

    @Test
    void spreadsStreamsByCapacity() {
        var edges = new ArrayList<>(idle(4));
        edges.add(new EdgeLoad("big", 40_000, 0));
        edges.add(new EdgeLoad("small", 5_000, 0));
        var count = new HashMap<String, Integer>();
        STREAMS.forEach(stream -> count.merge(first(stream, edges), 1, Integer::sum));
        for (var edge : edges) {
            double fair = STREAMS.size() * edge.capacity() / 125_000;
            // Six sigma.
            assertThat((double) count.get(edge.id()))
                    .isBetween(fair - 6 * Math.sqrt(fair), fair + 6 * Math.sqrt(fair));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5, 20, 60})
    void movesOnlyTheStreamsOfAnEdgeThatComesOrGoes(int count) {
        var all = idle(count);
        var rest = all.subList(0, count - 1);
        var changed = all.getLast().id();
        int moved = 0;
        for (var stream : STREAMS) {
            var before = first(stream, all);
            var after = first(stream, rest);
            if (before.equals(changed)) {
                moved++;
            } else {
                assertThat(after).isEqualTo(before);
            }
            var order = new ArrayList<>(ids(LOADS.order(stream, all)));
            order.remove(changed);
            assertThat(ids(LOADS.order(stream, rest))).isEqualTo(order);
        }
        assertThat(moved).isPositive().isLessThanOrEqualTo(STREAMS.size() * 11 / 10 / count);
    }

    @Test
    void movesAsManyStreamsAsACapacityGrows() {
        var before = idle(10);
        var after = new ArrayList<>(before);
        after.set(4, new EdgeLoad("edge-5", 40_000, 0));
        int moved = 0;
        for (var stream : STREAMS) {
            if (!first(stream, before).equals(first(stream, after))) {
                assertThat(first(stream, after)).isEqualTo("edge-5");
                moved++;
            }
        }
        // From a tenth of all streams to two elevenths.
        assertThat(moved / (double) STREAMS.size()).isBetween(0.07, 0.095);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void keepsEveryEdgeBelowItsBoundWhateverIsPopular(long seed) {
        int viewers = 32_000;
        var random = new Random(seed);
        var zipf = IntStream.rangeClosed(1, 1_000).mapToDouble(rank -> 1.0 / rank).toArray();
        double sum = DoubleStream.of(zipf).sum();
        var loads = new BoundedLoads(1.25, 0);
        var edges = new ArrayList<>(idle(20));
        for (int i = 0; i < viewers; i++) {
            var chosen = loads.order(stream(zipf, random.nextDouble() * sum), edges).getFirst();
            int at = ids(edges).indexOf(chosen.id());
            edges.set(at, new EdgeLoad(chosen.id(), 20_000, chosen.connections() + 1));
        }
        double max = edges.stream().mapToDouble(EdgeLoad::connections).max().orElseThrow();
        assertThat(max / (viewers / 20.0)).isBetween(1.0, 1.25);
    }

    private static String stream(double[] zipf, double at) {
        int rank = 0;
        for (double left = at - zipf[0]; left > 0 && rank < zipf.length - 1; ) {
            left -= zipf[++rank];
        }
        return STREAMS.get(rank);
    }

    @Test
    void saysHowMuchIsTooMuch() {
        var edges =
                Stream.of(600.0, 200.0, 200.0, 199.0)
                        .map(n -> new EdgeLoad("edge-" + n, 20_000, n))
                        .toList();
        var loads = new BoundedLoads(1.25, 0);
        // 1.25 times a quarter of 1,200 is 375.
        assertThat(loads.excess(edges.getFirst(), edges)).isEqualTo(225 / 600.0);
        assertThat(loads.excess(edges.getLast(), edges)).isZero();
        assertThat(LOADS.excess(edges.getFirst(), edges)).isZero();
        var alone = List.of(new EdgeLoad("edge-1", 10, 0));
        assertThat(loads.excess(alone.getFirst(), alone)).isZero();
    }

    @Test
    void needsSensibleBounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundedLoads(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundedLoads(Double.NaN, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundedLoads(1.25, 1.5));
        assertThatIllegalArgumentException().isThrownBy(() -> new EdgeLoad("edge-1", 0, 0));
    }
}
