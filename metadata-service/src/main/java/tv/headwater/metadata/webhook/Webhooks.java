package tv.headwater.metadata.webhook;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.metadata.MetadataProperties;

/** Takes what happened into the running transaction, for each webhook that is to be told of it. */
@Component
public class Webhooks {

    // Webhooks are locked before their queues, here as everywhere, and queues are locked even if
    // there are some: so none can be
    // found empty by who is about to remove it.
    private static final String TELL =
            """
            with told as (
                select w.id from webhooks w join users u on u.id = w.user_id
                where w.disabled_at is null and :type = any(w.events)
                    and (w.user_id = :owner or 'ADMIN' = any(string_to_array(u.roles, ',')))
                order by w.id for key share of w),
            pending as (
                insert into webhook_deliveries
                    (webhook_id, stream_id, event_id, type, body, created_at, expires_at)
                select id, :stream, :event, :type, :body, now(), now() + :kept * interval '1 millisecond'
                from told returning webhook_id)
            insert into webhook_queues (webhook_id, stream_id, due_at)
            select webhook_id, :stream, now() from pending order by webhook_id
            on conflict (webhook_id, stream_id) do update set due_at = webhook_queues.due_at
            """;

    private final JdbcClient jdbc;
    private final Courier courier;
    private final MetadataProperties.Webhooks properties;

    Webhooks(JdbcClient jdbc, Courier courier, MetadataProperties properties) {
        this.jdbc = jdbc;
        this.courier = courier;
        this.properties = properties.webhooks();
    }

    /**
     * An event as its stream's list of events has it.
     *
     * @param seq counts up by one within a stream
     */
    public record Happened(
            StreamId streamId, long seq, String type, Instant at, Map<String, Object> detail) {}

    /**
     * What receivers get.
     *
     * @param id the same for everyone and for each attempt
     */
    private record Body(
            String id,
            String type,
            StreamId streamId,
            long seq,
            Instant at,
            Map<String, Object> detail) {}

    /**
     * Has everyone told who is to know: webhooks of the stream's owner and of admins. The caller holds the stream's row lock, so that
     * each hears of it in the order it happened.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void tell(UUID owner, Happened event) {
        var id = event.streamId() + "-" + event.seq();
        var body =
                new Body(
                        id,
                        event.type(),
                        event.streamId(),
                        event.seq(),
                        event.at(),
                        event.detail());
        int told =
                jdbc.sql(TELL)
                        .param("type", event.type())
                        .param("owner", owner)
                        .param("stream", event.streamId().value())
                        .param("event", id)
                        .param("body", new String(Json.write(body), StandardCharsets.UTF_8))
                        .param("kept", properties.giveUpAfter().toMillis())
                        .update();
        if (told > 0) {
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            courier.wake();
                        }
                    });
        }
    }
}
