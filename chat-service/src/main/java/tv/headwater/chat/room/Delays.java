package tv.headwater.chat.room;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How long messages take from being accepted, at whichever instance, to their members here. Safe for use by many threads. */
final class Delays {

    private final Timer timer;
    private final Clock clock;

    Delays(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        this.timer =
                Timer.builder("headwater.chat.delay")
                        .description("from an accepted message to its write to members")
                        .serviceLevelObjectives(
                                Duration.ofMillis(25),
                                Duration.ofMillis(50),
                                Duration.ofMillis(100),
                                Duration.ofMillis(200),
                                Duration.ofMillis(500),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(5))
                        .register(registry);
    }

    /** The members of one event loop have been written what was accepted at these times. */
    void written(List<Instant> accepted) {
        if (accepted.isEmpty()) {
            return;
        }
        var now = clock.instant();
        for (var at : accepted) {
            var delay = Duration.between(at, now);
            // Clocks of two instances may differ by more than that.
            timer.record(delay.isNegative() ? Duration.ZERO : delay);
        }
    }
}
