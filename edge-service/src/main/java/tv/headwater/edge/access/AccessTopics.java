package tv.headwater.edge.access;

import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.StreamSettings;

/** Keeps {@link AccessFacts} up to date from {@code streams} and {@code playback-access}. */
public final class AccessTopics implements AutoCloseable {

    private final TableTopic<StreamSettings> streams;
    private final TableTopic<AccessFact> access;

    /** Starts reading. */
    public AccessTopics(KafkaSettings kafka, AccessFacts facts) {
        streams =
                new TableTopic<>(
                        kafka,
                        Topics.STREAMS,
                        StreamSettings.class,
                        (key, settings, at, replayed) -> facts.on(new StreamId(key), settings));
        access =
                new TableTopic<>(
                        kafka,
                        Topics.PLAYBACK_ACCESS,
                        AccessFact.class,
                        (key, fact, at, replayed) -> facts.on(key, fact));
    }

    /** Whether what stood in both topics at the start has been read. */
    public boolean isCaughtUp() {
        return streams.isCaughtUp() && access.isCaughtUp();
    }

    @Override
    public void close() {
        streams.close();
        access.close();
    }
}
