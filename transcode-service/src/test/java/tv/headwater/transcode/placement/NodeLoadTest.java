package tv.headwater.transcode.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NodeLoadTest {

    @Property(tries = 200)
    void saysWhatItWasTold(
            @ForAll @DoubleRange(max = 1000) double capacity,
            @ForAll Map<@IntRange(max = 9_999) Integer, @IntRange(max = 100) Integer> eighths,
            @ForAll @Size(max = 5) Set<@IntRange(max = 9_999) Integer> elsewhere) {
        var costs = new java.util.HashMap<Integer, Double>();
        eighths.forEach((lane, eighth) -> costs.put(lane, eighth / 8.0));
        elsewhere.forEach(lane -> costs.putIfAbsent(lane, 0.0));
        var load = new NodeLoad(capacity, costs, elsewhere);
        assertThat(NodeLoad.decode(load.encode())).contains(load);
    }

    @Property(tries = 1000)
    void takesNothingElseForALoad(@ForAll byte[] garbage) {
        NodeLoad.decode(ByteBuffer.wrap(garbage))
                .ifPresent(load -> assertThat(NodeLoad.decode(load.encode())).contains(load));
    }

    @Example
    void refusesWhatCannotBe() {
        assertThat(NodeLoad.decode(null)).isEmpty();
        assertThat(NodeLoad.decode(ByteBuffer.allocate(0))).isEmpty();
        var whole = new NodeLoad(2, Map.of(3, 0.5), Set.of(3)).encode();
        assertThat(NodeLoad.decode(whole.slice(0, whole.limit() - 1))).isEmpty();
        var later = ByteBuffer.allocate(whole.limit()).put(whole.duplicate()).flip();
        later.put(0, (byte) 2);
        assertThat(NodeLoad.decode(later)).isEmpty();
        var infinite = ByteBuffer.allocate(whole.limit()).put(whole.duplicate()).flip();
        infinite.putDouble(1, Double.POSITIVE_INFINITY);
        assertThat(NodeLoad.decode(infinite)).isEmpty();
        assertThat(NodeLoad.decode(ByteBuffer.allocate(NodeLoad.MAX_LENGTH + 1))).isEmpty();
        assertThatThrownBy(() -> new NodeLoad(Double.NaN, Map.of(), Set.of()))
                .hasMessageContaining("capacity");
        assertThatThrownBy(() -> new NodeLoad(1, Map.of(-1, 1.0), Set.of()))
                .hasMessageContaining("lane");
    }

    @Example
    void fitsTheBiggestTopic() {
        var costs = new java.util.HashMap<Integer, Double>();
        for (int lane = 0; lane < 10_000; lane++) {
            costs.put(lane, 1.0);
        }
        assertThat(new NodeLoad(1, costs, Set.of()).encode().remaining())
                .isLessThan(NodeLoad.MAX_LENGTH);
    }
}
