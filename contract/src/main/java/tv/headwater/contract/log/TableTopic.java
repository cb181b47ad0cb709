package tv.headwater.contract.log;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Follows a compacted topic from its beginning, on a thread of its own, without a consumer group. The listener is called on
 * that thread: first for all that stood in the topic at the start, then as it changes. A reader that cannot reach Kafka keeps
 * trying; what it knew stays known.
 */
public final class TableTopic<V> implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TableTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Gets each change. */
    public interface Listener<V> {

        /**
         * @param value null for a tombstone
         * @param at the broker's time of the record
         * @param replayed whether it stood in the topic before the reader started
         */
        void on(String key, @Nullable V value, Instant at, boolean replayed);
    }

    private final String topic;
    private final Class<V> type;
    private final Listener<V> listener;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private volatile boolean closed;

    /** Starts reading. */
    public TableTopic(KafkaSettings kafka, String topic, Class<V> type, Listener<V> listener) {
        this.topic = topic;
        this.type = type;
        this.listener = listener;
        this.consumer =
                new KafkaConsumer<>(
                        kafka.client(
                                Map.of(
                                        "enable.auto.commit",
                                        "false",
                                        "auto.offset.reset",
                                        "earliest")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name(topic + "-reader").daemon().start(this::run);
    }

    /** Completes when all that stood in the topic at the start has been given to the listener. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp.copy();
    }

    private void run() {
        try (consumer) {
            var partitions =
                    consumer.partitionsFor(topic, Duration.ofMinutes(1)).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (!closed) {
                for (var record : consumer.poll(POLL)) {
                    var partition = new TopicPartition(topic, record.partition());
                    give(record, record.offset() < ends.getOrDefault(partition, 0L));
                }
                if (!caughtUp.isDone()
                        && ends.entrySet().stream()
                                .allMatch(
                                        end -> consumer.position(end.getKey()) >= end.getValue())) {
                    caughtUp.complete(null);
                }
            }
        } catch (WakeupException e) {
            // close() ends the poll this way
        } catch (RuntimeException e) {
            caughtUp.completeExceptionally(e);
            log.error("reading {} ended", topic, e);
        }
    }

    private void give(ConsumerRecord<byte[], byte[]> record, boolean replayed) {
        try {
            var value = record.value() == null ? null : Json.read(record.value(), type);
            listener.on(
                    Json.text(record.key()),
                    value,
                    Instant.ofEpochMilli(record.timestamp()),
                    replayed);
        } catch (JacksonException | IllegalArgumentException e) {
            log.warn("{} offset {} is skipped: {}", topic, record.offset(), e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
