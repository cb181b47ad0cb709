package tv.headwater.packager.log;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.stream.Fates;

/** Follows {@code streams} for what ends, what is deleted, what has a DVR window and what is encrypted. */
public final class StreamsTopic implements AutoCloseable {

    private final Fates fates;
    private final ContentSecrets secrets;
    private final TableTopic<StreamSettings> table;

    /** Starts reading. */
    public StreamsTopic(KafkaSettings kafka, Fates fates, ContentSecrets secrets) {
        this.fates = fates;
        this.secrets = secrets;
        this.table = new TableTopic<>(kafka, Topics.STREAMS, StreamSettings.class, this::on);
    }

    /** Completes when all that stood in the topic at the start is known. */
    public CompletableFuture<Void> caughtUp() {
        return table.caughtUp();
    }

    private void on(String key, @Nullable StreamSettings settings, Instant at, boolean replayed) {
        var streamId = new StreamId(key);
        if (settings == null) {
            fates.on(streamId, null);
            secrets.on(streamId, null);
        } else {
            fates.on(
                    streamId,
                    settings.status(),
                    Duration.ofSeconds(Math.max(0, settings.dvrWindowSeconds())));
            secrets.on(streamId, settings.contentSecret());
        }
    }

    @Override
    public void close() {
        table.close();
    }
}
