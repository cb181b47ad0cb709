package tv.headwater.metadata.outbox;

import java.sql.Types;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.StreamSettings;

/**
 * Takes what is to be told to Kafka into the running transaction. Callers hold the stream's row lock, so what concerns one
 * stream is sent in the order it happened.
 */
@Component
public class Outbox {

    private final JdbcClient jdbc;
    private final OutboxTopic topic;

    Outbox(JdbcClient jdbc, OutboxTopic topic) {
        this.jdbc = jdbc;
        this.topic = topic;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void settings(StreamSettings settings) {
        append(Topics.STREAMS, settings.streamId(), Json.write(settings));
    }

    /** The stream is gone: a tombstone. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void deleted(StreamId streamId) {
        append(Topics.STREAMS, streamId, null);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void command(StreamEvent command) {
        append(Topics.STREAM_EVENTS, command.streamId(), Json.write(command));
    }

    private void append(String to, StreamId streamId, byte @Nullable [] value) {
        jdbc.sql("insert into outbox (topic, key, value) values (?, ?, ?)")
                .param(1, to)
                .param(2, streamId.value())
                .param(3, value, Types.BINARY)
                .update();
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        topic.wake();
                    }
                });
    }
}
