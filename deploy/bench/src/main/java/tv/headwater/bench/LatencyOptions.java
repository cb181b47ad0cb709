package tv.headwater.bench;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to measure of the way from a publisher to viewers.
 *
 * @param seconds of media that are measured, in real time, after a while of warming up
 * @param out where the figures go, as JSON
 */
record LatencyOptions(int seconds, Path out) {

    private static final Map<String, @Nullable String> USUAL =
            Map.of("--seconds", "60", "--out", "bench-latency.json");

    /**
     * @param args the first says {@code latency}
     * @throws IllegalArgumentException with a sentence
     */
    static LatencyOptions parse(String[] args) {
        var given = Arguments.parse(args, USUAL);
        return new LatencyOptions(
                given.number("--seconds", 10, 600), Path.of(given.value("--out")));
    }
}
