package tv.headwater.contract.log;

import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads a topic until it is closed. Where reading fails it begins again a second later, with a new consumer. */
public final class PolledTopic implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PolledTopic.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaSettings kafka;
    private final Map<String, String> settings;
    private final String topic;
    private final Reading reading;
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;

    /** What is done with a consumer; on the reading thread. */
    public interface Reading {

        /**
         * Reads for as long as it goes well.
         *
         * @param wanted whether it is to go on
         */
        void read(KafkaConsumer<byte[], byte[]> consumer, BooleanSupplier wanted);
    }

    /**
     * Starts reading.
     *
     * @param settings of the consumer beside those that all clients share
     * @param topic as the log names what is read
     */
    public PolledTopic(
            String thread,
            KafkaSettings kafka,
            Map<String, String> settings,
            String topic,
            Reading reading) {
        this.kafka = kafka;
        this.settings = Map.copyOf(settings);
        this.topic = topic;
        this.reading = reading;
        this.thread = Thread.ofPlatform().name(thread).daemon().start(this::run);
    }

    private void run() {
        while (!closed) {
            try {
                read();
            } catch (WakeupException e) {
                // close() ends the poll this way
            } catch (RuntimeException | Error e) {
                log.warn("reading {} begins again: {}", topic, e.toString());
                pause();
            }
        }
    }

    private void read() {
        try (var current =
                new KafkaConsumer<>(
                        kafka.client(settings),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer = current;
            reading.read(current, () -> !closed);
        } finally {
            consumer = null;
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        var current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            // Kafka's client calls an interrupt an error, in many words.
            if (!thread.join(Duration.ofSeconds(2))) {
                thread.interrupt();
                thread.join(Duration.ofSeconds(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
