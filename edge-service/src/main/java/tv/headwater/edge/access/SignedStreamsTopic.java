package tv.headwater.edge.access;

import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.StreamSettings;

/** Keeps {@link SignedStreams} up to date from {@code streams}. */
public final class SignedStreamsTopic implements AutoCloseable {

    private final TableTopic<StreamSettings> table;

    /** Starts reading. */
    public SignedStreamsTopic(KafkaSettings kafka, SignedStreams streams) {
        table =
                new TableTopic<>(
                        kafka,
                        Topics.STREAMS,
                        StreamSettings.class,
                        (key, settings, at, replayed) -> streams.on(new StreamId(key), settings));
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
