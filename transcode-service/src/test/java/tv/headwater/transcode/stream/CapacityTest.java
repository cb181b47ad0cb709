package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.StreamId;

class CapacityTest {

    @Test
    void fillsUp() {
        var capacity = new Capacity(2);
        var first = StreamId.random();
        assertThat(capacity.hasRoom(5)).isTrue();
        capacity.set(first, 1.5);
        assertThat(capacity.hasRoom(0.6)).isFalse();
        assertThat(capacity.hasRoom(0.5)).isTrue();
        assertThat(capacity.load()).isEqualTo(0.75);
        capacity.set(first, 5);
        assertThat(capacity.load()).isEqualTo(1);
        capacity.remove(first);
        assertThat(capacity.used()).isZero();
    }

    @Test
    void isSomething() {
        assertThatThrownBy(() -> new Capacity(0)).hasMessageContaining("0.0 is not above 0");
    }
}
