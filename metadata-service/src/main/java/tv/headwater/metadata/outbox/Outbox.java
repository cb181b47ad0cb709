package tv.headwater.metadata.outbox;

import java.sql.Types;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.contract.stream.StreamSettings;

/**
 * Takes what is to be told to Kafka into the running transaction. Callers hold the stream's row lock, so what concerns one
 * stream is sent in the order it happened; for facts about access they hold the lock of those.
 */
@Component
public class Outbox {

    /** Who waits at a time; others are told at once that it is not sent yet. */
    static final int MAX_WAITING = 256;

    private static final Duration FIRST_LOOK = Duration.ofMillis(20);

    private final JdbcClient jdbc;
    private final OutboxTopic topic;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);

    Outbox(JdbcClient jdbc, OutboxTopic topic) {
        this.jdbc = jdbc;
        this.topic = topic;
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void settings(StreamSettings settings) {
        append(Topics.STREAMS, null, settings.streamId().value(), Json.write(settings));
    }

    /** The stream is gone: a tombstone. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void deleted(StreamId streamId) {
        append(Topics.STREAMS, null, streamId.value(), null);
    }

    @Transactional(propagation = Propagation.MANDATORY)
    public void command(StreamEvent command) {
        append(Topics.STREAM_EVENTS, null, command.streamId().value(), Json.write(command));
    }

    /**
     * Timed metadata, among the source's records.
     *
     * @return what to ask {@link #awaitSent} for
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public long media(int lane, TimedMetadata metadata) {
        return append(
                Topics.SOURCE_MEDIA,
                lane,
                metadata.stamp().streamId().value(),
                MediaRecordCodec.encode(metadata));
    }

    /**
     * What playback tokens are checked against.
     *
     * @param fact null for a tombstone
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void access(String key, @Nullable AccessFact fact) {
        append(Topics.PLAYBACK_ACCESS, null, key, fact == null ? null : Json.write(fact));
    }

    /** Whether Kafka took what it was sent last. */
    public boolean isSending() {
        return topic.isSending();
    }

    /**
     * Waits until Kafka has what was appended as {@code id}, whoever sends it; not in a transaction.
     *
     * @return whether it has within {@code patience}; it will sooner or later
     */
    public boolean awaitSent(long id, Duration patience) throws InterruptedException {
        if (!waiting.tryAcquire()) {
            return false;
        }
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            var pause = FIRST_LOOK;
            while (true) {
                var sent = topic.nextSent();
                if (isSent(id)) {
                    return true;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                // Another instance that sends does not wake us.
                sent.await(Math.min(left, pause.toNanos()), TimeUnit.NANOSECONDS);
                pause = pause.multipliedBy(2);
            }
        } finally {
            waiting.release();
        }
    }

    /** Whether Kafka has what was appended as {@code id}. */
    private boolean isSent(long id) {
        return jdbc.sql("select not exists (select 1 from outbox where id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    private long append(
            String to, @Nullable Integer partition, String key, byte @Nullable [] value) {
        long id =
                jdbc.sql(
                                "insert into outbox (topic, partition, key, value) values (?, ?, ?, ?) returning id")
                        .param(1, to)
                        .param(2, partition, Types.INTEGER)
                        .param(3, key)
                        .param(4, value, Types.BINARY)
                        .query(Long.class)
                        .single();
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        topic.wake();
                    }
                });
        return id;
    }
}
