package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CpuTimeTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TranscodeMetrics metrics = new TranscodeMetrics(registry);

    private double counted() {
        return registry.get("headwater.transcode.cpu").counter().count();
    }

    @Test
    void eachSecondIsCountedOnceOfEachWorker() {
        var one = new CpuTime(metrics);
        one.used(Duration.ofMillis(1500));
        one.used(Duration.ofMillis(1500));
        one.used(Duration.ofMillis(1200));
        assertThat(counted()).isEqualTo(1.5);
        one.used(Duration.ofSeconds(4));
        assertThat(counted()).isEqualTo(4.0);
        new CpuTime(metrics).used(Duration.ofMillis(250));
        assertThat(counted()).isEqualTo(4.25);
    }
}
