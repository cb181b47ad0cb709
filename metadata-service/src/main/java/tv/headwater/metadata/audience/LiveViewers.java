package tv.headwater.metadata.audience;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.AudienceTopic;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.LogTopics;

/** Concurrent viewers, by what edges report; every instance counts for itself. Safe for use by many threads. */
@Component
public final class LiveViewers implements SmartLifecycle {

    /** Edges report every two seconds. */
    private static final Duration KEPT = Duration.ofMillis(500);

    private final KafkaSettings kafka;
    private final Clock clock;
    private volatile @Nullable AudienceTopic topic;
    private volatile boolean running;
    private volatile Counted counted = new Counted(Instant.EPOCH, Map.of());

    private record Counted(Instant at, Map<StreamId, Integer> viewers) {}

    LiveViewers(
            MetadataProperties properties, LogTopics topics, Clock clock, MeterRegistry registry) {
        this.kafka = properties.kafka();
        this.clock = clock;
        Gauge.builder("headwater.metadata.viewers", this, LiveViewers::total)
                .description("Concurrent viewers of all streams")
                .register(registry);
        topics.whenReady(this::begin);
    }

    private synchronized void begin() {
        if (running) {
            topic = new AudienceTopic(kafka);
        }
    }

    /** Of each stream that has any. Counted at most twice a second, however often it is asked for. */
    public Map<StreamId, Integer> all() {
        var now = clock.instant();
        var last = counted;
        if (last.at().plus(KEPT).isAfter(now)) {
            return last.viewers();
        }
        var current = topic;
        var viewers = current == null ? Map.<StreamId, Integer>of() : current.audience().viewers();
        counted = new Counted(now, viewers);
        return viewers;
    }

    public int of(StreamId streamId) {
        return all().getOrDefault(streamId, 0);
    }

    private double total() {
        return all().values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public synchronized void stop() {
        running = false;
        var reading = topic;
        if (reading != null) {
            reading.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before {@link LogTopics}. */
    @Override
    public int getPhase() {
        return 0;
    }
}
