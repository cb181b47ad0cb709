package tv.headwater.packager.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.segment.MediaSegment;

/** What packaging counts. */
public final class PackagingMetrics {

    private static final String PREFIX = "headwater.packager.";

    private final MeterRegistry registry;
    private final Counter videoSegments;
    private final Counter audioSegments;
    private final Counter bytes;
    private final Timer latency;
    private final Timer sourceParts;
    private final Timer audioParts;
    private final Timer transcodedParts;
    private final Clock clock;
    private final long startedAt;

    public PackagingMetrics(MeterRegistry registry) {
        this(registry, Clock.systemUTC());
    }

    public PackagingMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        startedAt = clock.millis();
        sourceParts = partDelay("source");
        audioParts = partDelay("audio");
        transcodedParts = partDelay("transcoded");
        videoSegments = registry.counter(PREFIX + "segments", "kind", "video");
        audioSegments = registry.counter(PREFIX + "segments", "kind", "audio");
        bytes = Counter.builder(PREFIX + "segment.bytes").baseUnit("bytes").register(registry);
        latency =
                Timer.builder(PREFIX + "publish.latency")
                        .description("from a segment's last access unit to the segment")
                        .publishPercentileHistogram()
                        .register(registry);
    }

    private Timer partDelay(String kind) {
        return Timer.builder(PREFIX + "part.delay")
                .description("from ingest's stamp on a part's last access unit to the part")
                .tag("kind", kind)
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10))
                .register(registry);
    }

    /**
     * A part can be read. What was in the log before this packager was there is no measure of anything.
     *
     * @param stampedAt when ingest stamped its last access unit, µs since 1970
     * @param writtenAt when that was written to the log, ms since 1970
     */
    void readable(Rendition rendition, long stampedAt, long writtenAt) {
        if (writtenAt >= startedAt) {
            long micros = TimeUnit.MILLISECONDS.toMicros(clock.millis()) - stampedAt;
            // Clocks of two machines may differ by more than that.
            partDelay(rendition).record(Math.max(0, micros), TimeUnit.MICROSECONDS);
        }
    }

    private Timer partDelay(Rendition rendition) {
        if (rendition.equals(Rendition.SOURCE)) {
            return sourceParts;
        }
        return rendition.equals(Rendition.AUDIO) ? audioParts : transcodedParts;
    }

    void published(MediaSegment segment, Duration sinceLastUnit) {
        switch (segment.init().track()) {
            case Track.Video _ -> videoSegments.increment();
            case Track.Audio _ -> audioSegments.increment();
        }
        bytes.increment(segment.size());
        latency.record(sinceLastUnit);
    }

    /** A record did not become media. */
    void dropped(String reason) {
        registry.counter(PREFIX + "records.dropped", "reason", reason).increment();
    }

    void evicted(String reason) {
        registry.counter(PREFIX + "streams.evicted", "reason", reason).increment();
    }

    /** Registers a value that is read when somebody looks; {@code of} is held weakly. */
    public <T> void gauge(String name, T of, ToDoubleFunction<T> value) {
        registry.gauge(PREFIX + name, of, value);
    }
}
