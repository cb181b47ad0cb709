package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.id.StreamId;

class AdmissionTest {

    private static final int LANE = 5;
    private static final long HANDOVER = Admission.HANDOVER.toNanos();

    private final StreamId streamId = StreamId.random();
    private final Capacity capacity = new Capacity(1);
    private final List<String> told = new ArrayList<>();
    private boolean roomElsewhere;
    private long now = 17;

    private final Neighbours neighbours =
            new Neighbours() {
                @Override
                public boolean haveRoom(double cost) {
                    return roomElsewhere;
                }

                @Override
                public void giveAway(int lane) {
                    told.add("give away " + lane);
                }

                @Override
                public void keep(int lane) {
                    told.add("keep " + lane);
                }
            };

    private final Admission admission =
            new Admission(
                    LANE,
                    streamId,
                    new Surroundings(
                            new FakeLog().node(),
                            new FakeWorkers(),
                            _ -> null,
                            neighbours,
                            capacity,
                            Node.LIMITS,
                            new TranscodeMetrics(new SimpleMeterRegistry()),
                            Clock.systemUTC(),
                            () -> now,
                            TracerProvider.noop().get("test")));

    @Test
    void whatFitsIsTakenOnForGood() {
        roomElsewhere = true;
        assertThat(admission.admits(0.6)).isTrue();
        assertThat(capacity.used()).isEqualTo(0.6);
        assertThat(told).containsExactly("keep 5");

        capacity.set(StreamId.random(), 3);
        assertThat(admission.admits(0.6)).isTrue();
        assertThat(told).hasSize(1);
    }

    @Test
    void whatDoesNotFitWaitsWhileOthersHaveRoom() {
        capacity.set(StreamId.random(), 0.9);
        roomElsewhere = true;
        assertThat(admission.admits(0.6)).isFalse();
        now += HANDOVER - 1;
        assertThat(admission.admits(0.6)).isFalse();
        assertThat(told).containsExactly("give away 5");
        assertThat(capacity.used()).isEqualTo(0.9);

        now += 1;
        assertThat(admission.admits(0.6)).as("nobody has come for it").isTrue();
        assertThat(told).containsExactly("give away 5", "keep 5");
        assertThat(capacity.used()).isEqualTo(1.5);
    }

    @Test
    void itDoesNotWaitWhereNobodyHasRoom() {
        capacity.set(StreamId.random(), 0.9);
        assertThat(admission.admits(0.6)).isTrue();
        assertThat(told).containsExactly("keep 5");
    }

    @Test
    void itStaysWhereRoomHasCome() {
        var other = StreamId.random();
        capacity.set(other, 0.9);
        roomElsewhere = true;
        assertThat(admission.admits(0.6)).isFalse();
        capacity.remove(other);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(admission.admits(0.6)).isTrue();
    }
}
