package tv.headwater.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to measure of the gateway.
 *
 * @param period how long each way of viewing is measured
 * @param viewers at once, with all their media
 * @param crowd steered viewers beside them, without media
 * @param out where the figures go, as JSON
 */
record SteeringOptions(Duration period, int viewers, int crowd, Path out) {

    private static final Map<String, @Nullable String> USUAL =
            Map.of(
                    "--seconds", "30",
                    "--viewers", "20",
                    "--crowd", "1000",
                    "--out", "bench-steering.json");

    /**
     * @param args the first says {@code steering}
     * @throws IllegalArgumentException with a sentence
     */
    static SteeringOptions parse(String[] args) {
        var given = Arguments.parse(args, USUAL);
        return new SteeringOptions(
                Duration.ofSeconds(given.number("--seconds", 15, 120)),
                given.number("--viewers", 1, 500),
                given.number("--crowd", 0, 10_000),
                Path.of(given.value("--out")));
    }
}
