package tv.headwater.transcode.log;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.StreamSettings;

/** Follows {@code streams} for what ladder each stream shall have. */
public final class StreamsTopic implements AutoCloseable {

    private final Map<StreamId, StreamSettings> settings = new ConcurrentHashMap<>();
    private final Consumer<StreamId> listener;
    private final TableTopic<StreamSettings> table;

    /**
     * Starts reading.
     *
     * @param listener hears of each stream whose settings have changed or gone, on the reader's thread, after {@link #settings} knows
     */
    public StreamsTopic(KafkaSettings kafka, Consumer<StreamId> listener) {
        this.listener = listener;
        this.table = new TableTopic<>(kafka, Topics.STREAMS, StreamSettings.class, this::on);
    }

    /** The newest word on a stream; empty for one that is unknown or deleted. */
    public Optional<StreamSettings> settings(StreamId streamId) {
        return Optional.ofNullable(settings.get(streamId));
    }

    /** Completes when all that stood in the topic at the start is known. */
    public CompletableFuture<Void> caughtUp() {
        return table.caughtUp();
    }

    private void on(String key, @Nullable StreamSettings value, Instant at, boolean replayed) {
        var streamId = new StreamId(key);
        if (value == null) {
            settings.remove(streamId);
        } else {
            settings.put(streamId, value);
        }
        listener.accept(streamId);
    }

    @Override
    public void close() {
        table.close();
    }
}
