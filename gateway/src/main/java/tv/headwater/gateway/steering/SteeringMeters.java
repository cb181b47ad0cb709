package tv.headwater.gateway.steering;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** What became of viewers who could be steered. */
@Component
final class SteeringMeters {

    enum Outcome {
        /** Got a playlist with an edge's URLs. */
        SENT,
        /** Got the playlist as it is, since no edge can be reached by this viewer: the gateway carries the media. */
        PROXIED,
        /** Asked again, and is where it should be. */
        STAYED,
        /** Asked again, and is to leave an edge that has too many. */
        MOVED,
        /** Asked again, and its edge is there no more. */
        REPLACED,
        /** Asked without saying where it is. */
        TOLD
    }

    private final Map<Outcome, Counter> decisions = new EnumMap<>(Outcome.class);

    SteeringMeters(MeterRegistry registry) {
        for (var outcome : Outcome.values()) {
            decisions.put(
                    outcome,
                    Counter.builder("headwater.gateway.steering")
                            .description("decisions where viewers get their media")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
    }

    void decided(Outcome outcome) {
        Objects.requireNonNull(decisions.get(outcome)).increment();
    }
}
