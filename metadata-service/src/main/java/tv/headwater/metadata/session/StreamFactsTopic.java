package tv.headwater.metadata.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.LogTopics;
import tv.headwater.rest.Outages;

/**
 * Reads {@code stream-events} as consumer group {@code metadata} and gives each to {@link SessionFacts}, in order. A fact that
 * cannot be kept because the database is away is read again until it can.
 */
@Component
class StreamFactsTopic implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(StreamFactsTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String GROUP = "metadata";

    private final KafkaSettings kafka;
    private final SessionFacts facts;
    private volatile boolean running;
    private volatile @Nullable Thread thread;
    private boolean troubled;

    StreamFactsTopic(MetadataProperties properties, SessionFacts facts, LogTopics topics) {
        this.kafka = properties.kafka();
        this.facts = facts;
        topics.whenReady(this::begin);
    }

    private synchronized void begin() {
        if (running) {
            thread = Thread.ofPlatform().name("stream-facts").daemon().start(this::run);
        }
    }

    private void run() {
        while (running) {
            try (var consumer = consumer()) {
                consumer.subscribe(List.of(Topics.STREAM_EVENTS));
                while (running) {
                    read(consumer);
                }
            } catch (WakeupException | InterruptException e) {
                return;
            } catch (KafkaException e) {
                log.warn("reading {} begins anew: {}", Topics.STREAM_EVENTS, e.toString());
                pause();
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        var settings =
                Map.of(
                        "group.id", GROUP,
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "earliest",
                        "session.timeout.ms", "10000",
                        "heartbeat.interval.ms", "2000",
                        "max.poll.records", "50");
        return new KafkaConsumer<>(
                kafka.client(settings), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void read(KafkaConsumer<byte[], byte[]> consumer) {
        var records = consumer.poll(POLL);
        for (var partition : records.partitions()) {
            for (var record : records.records(partition)) {
                if (!kept(record)) {
                    consumer.seek(partition, record.offset());
                    pause();
                    break;
                }
                commit(consumer, partition, record.offset() + 1);
            }
        }
    }

    private void commit(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long next) {
        consumer.commitAsync(Map.of(partition, new OffsetAndMetadata(next)), null);
    }

    /** False if it must be read again. */
    private boolean kept(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return true;
        }
        StreamEvent event;
        try {
            event = Json.read(record.value(), StreamEvent.class);
        } catch (JacksonException e) {
            log.warn(
                    "{} partition {} offset {} is skipped: it is not an event we know",
                    Topics.STREAM_EVENTS,
                    record.partition(),
                    record.offset());
            return true;
        }
        try {
            facts.on(event);
            troubled = false;
            return true;
        } catch (RuntimeException e) {
            return isSkipped(event, e);
        }
    }

    private boolean isSkipped(StreamEvent event, RuntimeException e) {
        if (Outages.isDatabaseAway(e)) {
            if (!troubled) {
                log.warn("facts wait for the database: {}", Outages.reason(e));
            }
            troubled = true;
            return false;
        }
        // One fact that we cannot take must not hold up all streams behind it.
        log.error(
                "{} of stream {} is skipped",
                event.getClass().getSimpleName(),
                event.streamId(),
                e);
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        var reading = thread;
        if (reading != null) {
            try {
                reading.join(Duration.ofSeconds(3));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before {@link LogTopics} starts. */
    @Override
    public int getPhase() {
        return 0;
    }
}
