package tv.headwater.transcode.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/** What the transcoder counts and measures, all under {@code headwater.transcode.}. */
public final class TranscodeMetrics {

    private static final String PREFIX = "headwater.transcode.";

    private final MeterRegistry registry;
    private final Counter recordsIn;
    private final Counter recordsOut;
    private final Counter bytesOut;
    private final Counter takeovers;
    private final Counter posters;
    private final Timer claims;
    private final Counter cpuSeconds;

    public TranscodeMetrics(MeterRegistry registry) {
        this.registry = registry;
        recordsIn = registry.counter(PREFIX + "records.in");
        recordsOut = registry.counter(PREFIX + "records.out");
        bytesOut = Counter.builder(PREFIX + "out").baseUnit("bytes").register(registry);
        takeovers = registry.counter(PREFIX + "takeovers");
        posters = registry.counter(PREFIX + "posters");
        claims = registry.timer(PREFIX + "claim.duration");
        cpuSeconds = Counter.builder(PREFIX + "cpu").baseUnit("seconds").register(registry);
    }

    void recordIn() {
        recordsIn.increment();
    }

    void recordOut(int bytes) {
        recordsOut.increment();
        bytesOut.increment(bytes);
    }

    void dropped(String reason) {
        registry.counter(PREFIX + "records.dropped", "reason", reason).increment();
    }

    void claimed(Duration took, boolean takeover) {
        claims.record(took);
        if (takeover) {
            takeovers.increment();
        }
    }

    /** A worker was replaced. */
    void restarted(String reason) {
        registry.counter(PREFIX + "restarts", "reason", reason).increment();
    }

    /** Segments will be missing in the ladder. */
    void skipped(String reason, int segments) {
        registry.counter(PREFIX + "segments.skipped", "reason", reason).increment(segments);
    }

    void poster() {
        posters.increment();
    }

    void cpu(Duration used) {
        cpuSeconds.increment(used.toMillis() / 1000.0);
    }

    /** Registers a value that is read when somebody looks; {@code of} is held weakly. */
    public <T> void gauge(String name, T of, ToDoubleFunction<T> value) {
        registry.gauge(PREFIX + name, of, value);
    }
}
