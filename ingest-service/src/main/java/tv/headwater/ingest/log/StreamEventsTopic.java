package tv.headwater.ingest.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.ingest.publish.SessionFacts;

/** {@code stream-events}: writes what happens to sessions, and follows what others write from now on. */
public final class StreamEventsTopic implements SessionFacts, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StreamEventsTopic.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration MAX_CLOSE = Duration.ofSeconds(3);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch following = new CountDownLatch(1);
    private @Nullable Thread thread;
    private volatile boolean closed;

    public StreamEventsTopic(KafkaSettings kafka) {
        var writing =
                Map.of(
                        "acks", "all",
                        "linger.ms", "0",
                        "max.block.ms", "2000",
                        "request.timeout.ms", "15000",
                        "delivery.timeout.ms", "600000",
                        "buffer.memory", "4194304");
        this.producer =
                new KafkaProducer<>(
                        kafka.client(writing),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        var reading = Map.of("enable.auto.commit", "false", "auto.offset.reset", "latest");
        this.consumer =
                new KafkaConsumer<>(
                        kafka.client(reading),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    /**
     * Starts following.
     *
     * @param listener gets every event, one after another, on the reading thread
     */
    public synchronized void follow(Consumer<StreamEvent> listener) {
        thread = Thread.ofPlatform().name("stream-events").daemon().start(() -> run(listener));
    }

    /** Waits until events written from now on will be heard. */
    public boolean awaitFollowing(Duration atMost) throws InterruptedException {
        return following.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    public synchronized boolean isFollowing() {
        return following.getCount() == 0 && thread != null && thread.isAlive();
    }

    @Override
    public void on(StreamEvent fact) {
        var key = fact.streamId().value().getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(
                    new ProducerRecord<>(Topics.STREAM_EVENTS, key, Json.write(fact)),
                    (metadata, failure) -> {
                        if (failure != null) {
                            lost(fact, failure);
                        }
                    });
        } catch (KafkaException e) {
            lost(fact, e);
        }
    }

    private static void lost(StreamEvent fact, Exception failure) {
        log.warn(
                "stream {}: {} is not told: {}",
                fact.streamId(),
                fact.getClass().getSimpleName(),
                failure.toString());
    }

    private void run(Consumer<StreamEvent> listener) {
        try (consumer) {
            var partitions =
                    consumer.partitionsFor(Topics.STREAM_EVENTS, Duration.ofMinutes(1)).stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            following.countDown();
            while (!closed) {
                consumer.poll(POLL).forEach(record -> give(record, listener));
            }
        } catch (WakeupException e) {
            // close() ends the poll this way
        } catch (RuntimeException e) {
            log.error("commands are not heard any more", e);
        }
    }

    private static void give(
            ConsumerRecord<byte[], byte[]> record, Consumer<StreamEvent> listener) {
        try {
            listener.accept(Json.read(record.value(), StreamEvent.class));
        } catch (JacksonException | IllegalArgumentException e) {
            log.warn(
                    "{} offset {} is skipped: {}",
                    Topics.STREAM_EVENTS,
                    record.offset(),
                    e.getMessage());
        }
    }

    /** Tells what is untold, for {@link #MAX_CLOSE} at most. */
    @Override
    public synchronized void close() {
        closed = true;
        consumer.wakeup();
        try {
            if (thread == null) {
                consumer.close();
            } else {
                thread.join(Duration.ofSeconds(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (WakeupException e) {
            // nobody was polling
        }
        producer.close(MAX_CLOSE);
    }
}
