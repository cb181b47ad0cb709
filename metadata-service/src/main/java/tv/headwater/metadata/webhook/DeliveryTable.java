package tv.headwater.metadata.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.MetadataProperties;

/**
 * {@code webhook_deliveries} and their queues. Times are the database's, which all instances share. Whoever changes what is in a queue
 * holds the webhook's row lock, or shares it, and then the queue's.
 */
@Component
class DeliveryTable {

    // Each webhook in turn, so that one with much to be told does not keep the others waiting. The
    // outer condition is looked at
    // again where another instance had the row in hand.
    private static final String CLAIM =
            """
            with busy as (
                select * from unnest(:webhooks::uuid[], :counts::int[]) as busy (webhook_id, attempts)),
            due as (
                select q.webhook_id, q.stream_id, q.due_at, coalesce(busy.attempts, 0)
                    + row_number() over (partition by q.webhook_id order by q.due_at) as place
                from webhook_queues q join webhooks w on w.id = q.webhook_id and w.disabled_at is null
                left join busy on busy.webhook_id = q.webhook_id
                where q.due_at <= now()),
            chosen as (
                select q.webhook_id, q.stream_id
                from webhook_queues q join due on due.webhook_id = q.webhook_id and due.stream_id = q.stream_id
                where q.due_at <= now() and due.place <= :each
                order by due.place, due.due_at limit :most
                for update of q skip locked)
            update webhook_queues q set due_at = clock_timestamp() + :lease * interval '1 millisecond'
            from chosen where q.webhook_id = chosen.webhook_id and q.stream_id = chosen.stream_id
            returning q.webhook_id, q.stream_id
            """;

    private static final String BEGIN =
            """
            update webhook_deliveries d set attempts = d.attempts + 1, attempted_at = clock_timestamp()
            from webhooks w
            where w.id = d.webhook_id and d.id = (
                select p.id from webhook_deliveries p
                where p.webhook_id = :webhook and p.stream_id = :stream and p.status = 'PENDING'
                order by p.id limit 1)
            returning d.id, d.event_id, d.type, d.body, d.attempts, w.url, w.secret
            """;

    private static final String NEXT =
            """
            update webhook_queues set due_at = clock_timestamp()
            where webhook_id = :webhook and stream_id = :stream and exists (
                select 1 from webhook_deliveries
                where webhook_id = :webhook and stream_id = :stream and status = 'PENDING')
            """;

    private final JdbcClient jdbc;
    private final MetadataProperties.Webhooks properties;

    DeliveryTable(JdbcClient jdbc, MetadataProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties.webhooks();
    }

    private record Queue(UUID webhookId, StreamId streamId) {}

    /** A delivery as its owner sees it. */
    record Row(
            long id,
            String eventId,
            String type,
            StreamId streamId,
            String status,
            int attempts,
            @Nullable Integer statusCode,
            @Nullable String error,
            Instant createdAt,
            @Nullable Instant attemptedAt,
            @Nullable Instant finishedAt) {}

    /**
     * Takes what is due, the first of each queue, for {@code lease}: after that it is due again, for anyone.
     *
     * @param busy how many this instance has in hand, by webhook
     */
    @Transactional
    List<Attempt> claim(int most, Map<UUID, Integer> busy, Duration lease) {
        var webhooks = new ArrayList<String>();
        var counts = new ArrayList<Integer>();
        busy.forEach((webhook, count) -> {
            webhooks.add(webhook.toString());
            counts.add(count);
        });
        var queues =
                jdbc.sql(CLAIM)
                        .param("webhooks", webhooks.toArray(String[]::new), Types.ARRAY)
                        .param("counts", counts.toArray(Integer[]::new), Types.ARRAY)
                        .param("each", properties.perWebhook())
                        .param("most", most)
                        .param("lease", lease.toMillis())
                        .query((row, _) ->
                                new Queue(
                                        row.getObject(1, UUID.class),
                                        new StreamId(row.getString(2))))
                        .list();
        return queues.stream().flatMap(queue -> begin(queue).stream()).toList();
    }

    private Optional<Attempt> begin(Queue queue) {
        return jdbc.sql(BEGIN)
                .param("webhook", queue.webhookId())
                .param("stream", queue.streamId().value())
                .query((row, _) ->
                        new Attempt(
                                row.getLong("id"),
                                queue.webhookId(),
                                queue.streamId(),
                                row.getString("event_id"),
                                row.getString("type"),
                                row.getString("body"),
                                row.getInt("attempts"),
                                row.getString("url"),
                                row.getString("secret")))
                .optional();
    }

    /** What became of a delivery. */
    enum Ending {
        DELIVERED,
        RETRIED,
        GIVEN_UP,
        /** Another instance has it in hand or is done with it, or it is gone. */
        SUPERSEDED
    }

    /**
     * @param lag since it was to be told
     * @param disabled why its webhook is disabled from now on, null if it is not
     */
    record Ended(Ending ending, Duration lag, @Nullable String disabled) {

        static final Ended SUPERSEDED = new Ended(Ending.SUPERSEDED, Duration.ZERO, null);
    }

    /** Writes down how an attempt went. */
    @Transactional
    Ended finish(Attempt attempt, Outcome outcome, Duration backoff) {
        var givenUp =
                jdbc.sql("select given_up from webhooks where id = ? for no key update")
                        .param(attempt.webhookId())
                        .query(Integer.class)
                        .optional();
        if (givenUp.isEmpty() || !lock(attempt)) {
            return Ended.SUPERSEDED;
        }
        var ended = write(attempt, outcome);
        switch (ended.ending()) {
            case SUPERSEDED -> {}
            case RETRIED -> postpone(attempt, backoff);
            case DELIVERED -> {
                advance(attempt);
                if (givenUp.get() > 0) {
                    count(attempt.webhookId(), 0);
                }
            }
            case GIVEN_UP -> {
                advance(attempt);
                count(attempt.webhookId(), givenUp.get() + 1);
                if (givenUp.get() + 1 >= properties.disableAfter()) {
                    var reason =
                            "%d deliveries were given up and none arrived; of the last: %s"
                                    .formatted(givenUp.get() + 1, sentence(outcome));
                    disable(attempt.webhookId(), reason);
                    return new Ended(ended.ending(), ended.lag(), reason);
                }
            }
        }
        return ended;
    }

    private boolean lock(Attempt attempt) {
        return jdbc.sql(
                        "select 1 from webhook_queues where webhook_id = ? and stream_id = ? for update")
                .param(attempt.webhookId())
                .param(attempt.streamId().value())
                .query(Integer.class)
                .optional()
                .isPresent();
    }

    private Ended write(Attempt attempt, Outcome outcome) {
        boolean accepted = outcome instanceof Outcome.Accepted;
        return jdbc.sql(
                        """
                        update webhook_deliveries set status_code = :code, error = :error,
                            status = case when :accepted then 'DELIVERED'
                                when expires_at <= clock_timestamp() then 'FAILED' else 'PENDING' end,
                            finished_at = case when :accepted or expires_at <= clock_timestamp()
                                then clock_timestamp() end
                        where id = :id and attempts = :attempts and status = 'PENDING'
                        returning status, :kept - extract(epoch from expires_at - clock_timestamp()) * 1000
                        """)
                .param("id", attempt.deliveryId())
                .param("attempts", attempt.number())
                .param("accepted", accepted)
                .param("kept", properties.giveUpAfter().toMillis())
                .param("code", statusCode(outcome), Types.INTEGER)
                .param("error", accepted ? null : sentence(outcome), Types.VARCHAR)
                .query((row, _) ->
                        new Ended(
                                switch (row.getString("status")) {
                                    case "DELIVERED" -> Ending.DELIVERED;
                                    case "FAILED" -> Ending.GIVEN_UP;
                                    default -> Ending.RETRIED;
                                },
                                Duration.ofMillis(Math.max(0, (long) row.getDouble(2))),
                                null))
                .optional()
                .orElse(Ended.SUPERSEDED);
    }

    private static @Nullable Integer statusCode(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> accepted.statusCode();
            case Outcome.Refused refused -> refused.statusCode();
            case Outcome.Unanswered _ -> null;
        };
    }

    private static String sentence(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Accepted accepted -> "answered " + accepted.statusCode();
            case Outcome.Refused refused -> "answered " + refused.statusCode();
            case Outcome.Unanswered unanswered -> unanswered.reason();
        };
    }

    private void postpone(Attempt attempt, Duration backoff) {
        jdbc.sql(
                        """
                        update webhook_queues set due_at = clock_timestamp() + :backoff * interval '1 millisecond'
                        where webhook_id = :webhook and stream_id = :stream
                        """)
                .param("backoff", backoff.toMillis())
                .param("webhook", attempt.webhookId())
                .param("stream", attempt.streamId().value())
                .update();
    }

    private void advance(Attempt attempt) {
        int next =
                jdbc.sql(NEXT)
                        .param("webhook", attempt.webhookId())
                        .param("stream", attempt.streamId().value())
                        .update();
        if (next == 0) {
            jdbc.sql("delete from webhook_queues where webhook_id = ? and stream_id = ?")
                    .param(attempt.webhookId())
                    .param(attempt.streamId().value())
                    .update();
        }
    }

    private void count(UUID webhook, int givenUp) {
        jdbc.sql("update webhooks set given_up = ? where id = ?")
                .param(givenUp)
                .param(webhook)
                .update();
    }

    /** Ends what is pending, too. */
    private void disable(UUID webhook, String reason) {
        jdbc.sql(
                        """
                        update webhooks set disabled_at = clock_timestamp(), disabled_reason = ?
                        where id = ? and disabled_at is null
                        """)
                .param(reason)
                .param(webhook)
                .update();
        jdbc.sql("delete from webhook_queues where webhook_id = ?").param(webhook).update();
        jdbc.sql(
                        """
                        update webhook_deliveries set status = 'FAILED', finished_at = clock_timestamp(),
                            error = 'the webhook was disabled'
                        where webhook_id = ? and status = 'PENDING'
                        """)
                .param(webhook)
                .update();
    }

    /**
     * Disables webhooks that have more to be told than there may be.
     *
     * @return which, and why
     */
    @Transactional
    Map<UUID, String> disableOverfull() {
        var overfull =
                jdbc.sql(
                                """
                                select id from webhooks where disabled_at is null and id in (
                                    select webhook_id from webhook_deliveries where status = 'PENDING'
                                    group by webhook_id having count(*) > ?)
                                order by id for no key update skip locked
                                """)
                        .param(properties.maxPending())
                        .query((row, _) -> row.getObject(1, UUID.class))
                        .list();
        var reason = "more than %d deliveries were pending".formatted(properties.maxPending());
        var disabled = new HashMap<UUID, String>();
        for (var webhook : overfull) {
            disable(webhook, reason);
            disabled.put(webhook, reason);
        }
        return disabled;
    }

    /** How much is pending, and for how many milliseconds what is due longest has been. */
    record Backlog(long pending, long overdueMillis) {}

    Backlog backlog() {
        return jdbc.sql(
                        """
                        select (select count(*) from webhook_deliveries where status = 'PENDING'),
                            (select coalesce(greatest(0, extract(epoch from clock_timestamp() - min(q.due_at)) * 1000), 0)
                                from webhook_queues q join webhooks w on w.id = q.webhook_id
                                where w.disabled_at is null)
                        """)
                .query((row, _) -> new Backlog(row.getLong(1), (long) row.getDouble(2)))
                .single();
    }

    /** Newest first, below {@code before}. */
    List<Row> page(UUID webhook, long before, int limit) {
        return jdbc.sql(
                        """
                        select id, event_id, type, stream_id, status, attempts, status_code, error, created_at,
                            attempted_at, finished_at
                        from webhook_deliveries where webhook_id = ? and id < ? order by id desc limit ?
                        """)
                .param(webhook)
                .param(before)
                .param(limit)
                .query((row, _) -> row(row))
                .list();
    }

    Optional<Row> find(UUID webhook, long id) {
        return page(webhook, id + 1, 1).stream().filter(row -> row.id() == id).findFirst();
    }

    /**
     * Has one that has ended delivered again, as if it were new.
     *
     * @return whether it had ended and its webhook is enabled
     */
    @Transactional
    boolean repeat(UUID webhook, Row delivery) {
        boolean enabled =
                jdbc.sql("select disabled_at is null from webhooks where id = ? for key share")
                        .param(webhook)
                        .query(Boolean.class)
                        .optional()
                        .orElse(false);
        if (!enabled) {
            return false;
        }
        jdbc.sql(
                        """
                        insert into webhook_queues (webhook_id, stream_id, due_at) values (?, ?, clock_timestamp())
                        on conflict (webhook_id, stream_id) do update set due_at = webhook_queues.due_at
                        """)
                .param(webhook)
                .param(delivery.streamId().value())
                .update();
        int repeated =
                jdbc.sql(
                                """
                                update webhook_deliveries set status = 'PENDING', finished_at = null,
                                    expires_at = clock_timestamp() + :kept * interval '1 millisecond'
                                where id = :id and status <> 'PENDING'
                                """)
                        .param("kept", properties.giveUpAfter().toMillis())
                        .param("id", delivery.id())
                        .update();
        return repeated > 0;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("id"),
                row.getString("event_id"),
                row.getString("type"),
                new StreamId(row.getString("stream_id")),
                row.getString("status"),
                row.getInt("attempts"),
                row.getObject("status_code", Integer.class),
                row.getString("error"),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "attempted_at"),
                instant(row, "finished_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
