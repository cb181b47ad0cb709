package tv.headwater.bench;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to simulate of the choice of edges.
 *
 * @param viewers who come one after the other
 * @param streams whose sizes follow Zipf's law
 * @param out where the figures go, as JSON
 */
record PlacementOptions(int edges, int viewers, int streams, Path out) {

    private static final Map<String, @Nullable String> USUAL =
            Map.of(
                    "--edges", "20",
                    "--viewers", "100000",
                    "--streams", "2000",
                    "--out", "bench-placement.json");

    /**
     * @param args the first says {@code placement}
     * @throws IllegalArgumentException with a sentence
     */
    static PlacementOptions parse(String[] args) {
        var given = Arguments.parse(args, USUAL);
        return new PlacementOptions(
                given.number("--edges", 2, 1_000),
                given.number("--viewers", 1_000, 10_000_000),
                given.number("--streams", 1, 1_000_000),
                Path.of(given.value("--out")));
    }
}
