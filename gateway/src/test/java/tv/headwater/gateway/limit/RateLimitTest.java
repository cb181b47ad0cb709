package tv.headwater.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.gateway.GatewayProperties.Rate;

class RateLimitTest {

    private final Counter refusals = new SimpleMeterRegistry().counter("refusals");

    private RateLimit limit(int rate, int burst) {
        return new RateLimit(new Rate(rate, burst), 100, refusals);
    }

    @Test
    void allowsABurstForEachKey() {
        // Ten minutes long, so that at most one ends meanwhile.
        var limit = limit(1, 600);
        for (var key : new String[] {"a", "b"}) {
            long allowed = IntStream.range(0, 1_300).filter(_ -> limit.allows(key)).count();
            assertThat(allowed).isIn(600L, 1_200L);
        }
        assertThat(refusals.count()).isBetween(200.0, 1_400.0);
    }

    @Test
    void isOffAtZero() {
        var limit = limit(0, 0);
        assertThat(IntStream.range(0, 10_000).allMatch(_ -> limit.allows("a"))).isTrue();
        assertThat(refusals.count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"50, 100, 2", "400, 800, 2", "100, 10, 1", "1, 600, 600", "2, 3, 2"})
    void saysWhenThereIsANewBurst(int rate, int burst, long seconds) {
        assertThat(limit(rate, burst).retryAfter()).isEqualTo(seconds);
    }

    @Test
    void needsABurst() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Rate(5, 0))
                .withMessage("rate 5 needs a burst of 1 or more, not 0");
    }
}
