package tv.headwater.contract.log;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Follows a compacted topic from its beginning, on a thread of its own, without a consumer group. The listener is called on
 * that thread: first for all that stood in the topic at the start, then as it changes. A reader that cannot reach Kafka keeps
 * trying; what it knew stays known. Where it has to begin anew, the listener is told again once all has been read: the newest of each key
 * that it was told of before, never what was true once, and in full what is new. What cannot be read is skipped.
 */
public final class TableTopic<V> implements AutoCloseable {

    private final Class<V> type;
    private final Listener<V> listener;
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final WholeTopic reader;

    /** Gets each change. */
    public interface Listener<V> {

        /**
         * @param value null for a tombstone
         * @param at the broker's time of the record
         * @param replayed whether it stood in the topic before the reader started
         */
        void on(String key, @Nullable V value, Instant at, boolean replayed);
    }

    private final class Records implements WholeTopic.Listener {

        @Override
        public void on(ConsumerRecord<byte[], byte[]> record, boolean replayed) {
            listener.on(
                    Json.text(record.key()),
                    record.value() == null ? null : Json.read(record.value(), type),
                    Instant.ofEpochMilli(record.timestamp()),
                    replayed);
        }

        @Override
        public void onCaughtUp() {
            caughtUp.complete(null);
        }
    }

    /** Starts reading. */
    public TableTopic(KafkaSettings kafka, String topic, Class<V> type, Listener<V> listener) {
        this.type = type;
        this.listener = listener;
        this.reader = new WholeTopic(kafka, topic, WholeTopic.From.BEGINNING, new Records());
    }

    /** Completes when all that stood in the topic at the start has been given to the listener. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp.copy();
    }

    /** Whether it has been. */
    public boolean isCaughtUp() {
        return caughtUp.isDone();
    }

    @Override
    public void close() {
        reader.close();
    }
}
