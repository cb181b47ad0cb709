package tv.headwater.e2e.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The measure finds what it is there to find. */
class FidelityMeasureTest {

    private static final List<Packet> IN =
            IntStream.range(0, 100)
                    .boxed()
                    .flatMap(i ->
                            Stream.of(
                                    packet(Packet.Kind.VIDEO, i, 33_333),
                                    packet(Packet.Kind.AUDIO, i, 21_333)))
                    .toList();

    private static Packet packet(Packet.Kind kind, int index, long distance) {
        long time = index * distance;
        return new Packet(kind, time, time + 66_000, 1000 + index, kind + "-" + index);
    }

    @Test
    void oneOffsetForAllIsFine() {
        var out = IN.stream().map(packet -> packet.shifted(1_000_000)).toList();

        assertThat(Fidelity.check(IN, out)).isEqualTo(new Fidelity(100, 100, 1_000_000, 0, 0));
    }

    @Test
    void aMissingPacket() {
        var out = new ArrayList<>(IN);
        out.removeLast();

        assertThatThrownBy(() -> Fidelity.check(IN, out)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aPacketTwice() {
        var out = new ArrayList<>(IN);
        out.add(IN.getLast());

        assertThatThrownBy(() -> Fidelity.check(IN, out)).isInstanceOf(AssertionError.class);
    }

    @Test
    void twoPacketsOutOfOrder() {
        var out = new ArrayList<>(IN);
        Collections.swap(out, 10, 12);

        assertThatThrownBy(() -> Fidelity.check(IN, out))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("VIDEO packet 5 of 100");
    }

    @Test
    void anotherPayload() {
        var out = new ArrayList<>(IN);
        var last = out.getLast();
        out.set(
                out.size() - 1,
                new Packet(last.kind(), last.dts(), last.pts(), last.size(), "other"));

        assertThatThrownBy(() -> Fidelity.check(IN, out)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aTimeThatIsOff() {
        var out = new ArrayList<>(IN);
        out.set(100, out.get(100).shifted(2_500));

        assertThatThrownBy(() -> Fidelity.check(IN, out))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("off the common offset");
    }

    @Test
    void audioThatMovedAgainstVideo() {
        var out =
                IN.stream().map(p -> p.kind() == Packet.Kind.AUDIO ? p.shifted(1_500) : p).toList();

        assertThatThrownBy(() -> Fidelity.check(IN, out))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("audio moved against video");
    }

    @Test
    void nothingAtAll() {
        assertThatThrownBy(() -> Fidelity.check(List.of(), List.of()))
                .isInstanceOf(AssertionError.class);
    }
}
