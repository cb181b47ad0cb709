package tv.headwater.bench;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to measure of the origin.
 *
 * @param seconds of media in the clip
 * @param rounds how often CPU time is measured; the median counts
 * @param held playlist requests that wait at once
 * @param out where the figures go, as JSON
 */
record OriginOptions(int seconds, int rounds, int held, Path out) {

    private static final Map<String, @Nullable String> USUAL =
            Map.of(
                    "--seconds", "60",
                    "--rounds", "5",
                    "--held", "10000",
                    "--out", "bench-origin.json");

    /**
     * @param args the first says {@code origin}
     * @throws IllegalArgumentException with a sentence
     */
    static OriginOptions parse(String[] args) {
        var given = Arguments.parse(args, USUAL);
        return new OriginOptions(
                given.number("--seconds", 6, 600),
                given.number("--rounds", 1, 20),
                given.number("--held", 1, 100_000),
                Path.of(given.value("--out")));
    }
}
