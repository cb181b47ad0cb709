package tv.headwater.access;

import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;

/** Keeps {@link AccessFacts} up to date from {@code playback-access}. */
public final class PlaybackAccessTopic implements AutoCloseable {

    private final TableTopic<AccessFact> table;

    /** Starts reading. */
    public PlaybackAccessTopic(KafkaSettings kafka, AccessFacts facts) {
        table =
                new TableTopic<>(
                        kafka,
                        Topics.PLAYBACK_ACCESS,
                        AccessFact.class,
                        (key, fact, at, replayed) -> facts.on(key, fact));
    }

    /** Whether what stood in the topic at the start has been read. */
    public boolean isCaughtUp() {
        return table.isCaughtUp();
    }

    @Override
    public void close() {
        table.close();
    }
}
