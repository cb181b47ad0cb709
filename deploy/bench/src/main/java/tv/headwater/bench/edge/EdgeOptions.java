package tv.headwater.bench.edge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.bench.Arguments;

/**
 * What to measure of the edge.
 *
 * @param period how long each load lasts
 * @param rounds how often each is measured; the median counts
 * @param connections that ask all the time
 * @param waiting viewers of one part that is not there yet
 * @param held playlist requests that wait at once
 * @param out where the figures go, as JSON
 */
record EdgeOptions(Duration period, int rounds, int connections, int waiting, int held, Path out) {

    private static final Map<String, @Nullable String> USUAL =
            Map.of(
                    "--seconds", "4",
                    "--rounds", "5",
                    "--connections", "32",
                    "--waiting", "1000",
                    "--held", "10000",
                    "--out", "bench-edge.json");

    /**
     * @param args the first says {@code edge}
     * @throws IllegalArgumentException with a sentence
     */
    static EdgeOptions parse(String[] args) {
        var given = Arguments.parse(args, USUAL);
        return new EdgeOptions(
                Duration.ofSeconds(given.number("--seconds", 1, 60)),
                given.number("--rounds", 1, 20),
                given.number("--connections", 1, 1000),
                given.number("--waiting", 1, 5000),
                given.number("--held", 1, 15_000),
                Path.of(given.value("--out")));
    }
}
