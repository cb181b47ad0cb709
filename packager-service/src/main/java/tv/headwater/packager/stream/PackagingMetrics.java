package tv.headwater.packager.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
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

    public PackagingMetrics(MeterRegistry registry) {
        this.registry = registry;
        videoSegments = registry.counter(PREFIX + "segments", "kind", "video");
        audioSegments = registry.counter(PREFIX + "segments", "kind", "audio");
        bytes = Counter.builder(PREFIX + "segment.bytes").baseUnit("bytes").register(registry);
        latency =
                Timer.builder(PREFIX + "publish.latency")
                        .description("from a segment's last access unit to the segment")
                        .publishPercentileHistogram()
                        .register(registry);
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
