package tv.headwater.contract.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.id.NodeId;

class NodeStatusTest {

    private static NodeStatus transcoder(double load, @Nullable Double capacity, boolean draining) {
        return new NodeStatus(
                new NodeId("transcoder-1"),
                NodeRole.TRANSCODER,
                "1",
                URI.create("http://localhost"),
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                load,
                capacity,
                draining,
                false,
                List.of(),
                List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 4, false, true",
        "0.5, 1.5, false, false",
        "0.8, 8, false, true",
        // what it could do is not said: that of whoever asks
        "0.5, , false, true",
        "0.6, , false, false",
        // nothing to do
        "0, 0.5, false, true",
        "0, 0.5, true, false",
        "0.5, 4, true, false"
    })
    void hasRoomByItsOwnCapacity(
            double load, @Nullable Double capacity, boolean draining, boolean hasRoom) {
        assertThat(transcoder(load, capacity, draining).hasRoom(1, 2)).isEqualTo(hasRoom);
        assertThat(transcoder(load, capacity, draining).left().capacity()).isEqualTo(capacity);
    }
}
