package tv.headwater.chat.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.chat.message.ServerFrame.Message;
import tv.headwater.chat.retention.Aging;
import tv.headwater.contract.chat.ChatEvent.MessageDeleted;
import tv.headwater.contract.chat.ChatEvent.MessageSent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.MessageId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.rest.Cursor;

/** {@code messages}. */
@Component
class MessageTable implements Aging {

    /** What its sender sent twice, as it went from one instance to another, was heard once and is kept once. */
    private static final String INSERT =
            """
            insert into messages (stream_id, id, at, user_id, user_name, user_role, client_id, text, mode, color, media_time)
            select * from (values (?, ?, ?::timestamptz, ?, ?, ?, ?, ?, ?, ?, ?::timestamptz))
                as said (stream_id, id, at, user_id, user_name, user_role, client_id, text, mode, color, media_time)
            where not exists (
                select from messages before
                where before.stream_id = said.stream_id and before.user_id = said.user_id
                    and before.client_id = said.client_id and before.at > said.at - interval '15 minutes'
                    and before.id < said.id)
            on conflict (stream_id, id) do nothing
            """;

    private static final String DELETE =
            """
            update messages set deleted_at = ?, deleted_by = ?
            where stream_id = ? and id = ? and deleted_at is null
            """;

    private final JdbcTemplate batches;
    private final JdbcClient jdbc;

    MessageTable(JdbcTemplate batches, JdbcClient jdbc) {
        this.batches = batches;
        this.jdbc = jdbc;
    }

    /** How many messages there are to a stretch of media. */
    record Bucket(Instant from, long messages) {}

    /** Writes what happened, all or nothing; writing it again changes nothing. A message is sent before it is deleted. */
    @Transactional
    void write(List<Logged> events) {
        var sent = events.stream().filter(one -> one.event() instanceof MessageSent).toList();
        if (!sent.isEmpty()) {
            batches.batchUpdate(
                    INSERT,
                    sent,
                    sent.size(),
                    (row, one) -> {
                        var message = (MessageSent) one.event();
                        row.setString(1, message.streamId().value());
                        row.setLong(2, one.id().value());
                        row.setTimestamp(3, Timestamp.from(message.at()));
                        row.setString(4, message.user().id());
                        row.setString(5, message.user().name());
                        row.setString(6, message.user().role().name());
                        row.setString(7, message.clientId());
                        row.setString(8, message.text());
                        row.setString(9, message.mode().name());
                        row.setString(10, message.color().value());
                        row.setTimestamp(11, timestamp(message.mediaTime()));
                    });
        }
        var deleted = events.stream().filter(one -> one.event() instanceof MessageDeleted).toList();
        if (!deleted.isEmpty()) {
            batches.batchUpdate(
                    DELETE,
                    deleted,
                    deleted.size(),
                    (row, one) -> {
                        var act = (MessageDeleted) one.event();
                        row.setTimestamp(1, Timestamp.from(act.at()));
                        row.setString(2, act.by());
                        row.setString(3, act.streamId().value());
                        row.setLong(4, act.messageId().value());
                    });
        }
    }

    /** Oldest first from the one after {@code after}; one more than {@code limit} if there is. */
    List<Message> after(StreamId streamId, long after, int limit) {
        return jdbc.sql(
                        """
                        select * from messages where stream_id = :stream and id > :after
                        and deleted_at is null order by id limit :limit
                        """)
                .param("stream", streamId.value())
                .param("after", after)
                .param("limit", limit + 1)
                .query((row, _) -> message(row))
                .list();
    }

    /** Newest first from the one before {@code before}; one more than {@code limit} if there is. */
    List<Message> before(StreamId streamId, long before, int limit) {
        return jdbc.sql(
                        """
                        select * from messages where stream_id = :stream and id < :before
                        and deleted_at is null order by id desc limit :limit
                        """)
                .param("stream", streamId.value())
                .param("before", before)
                .param("limit", limit + 1)
                .query((row, _) -> message(row))
                .list();
    }

    /** Those written for pictures from {@code from} to before {@code to}, in the pictures' order, after {@code last}. */
    List<Message> ofMedia(
            StreamId streamId, Instant from, Instant to, @Nullable Cursor last, int limit) {
        return jdbc.sql(
                        """
                        select * from messages where stream_id = :stream and deleted_at is null
                        and media_time >= :from and media_time < :to and (media_time, id) > (:at, :id)
                        order by media_time, id limit :limit
                        """)
                .param("stream", streamId.value())
                .param("from", Timestamp.from(from))
                .param("to", Timestamp.from(to))
                .param("at", Timestamp.from(last == null ? from : last.at()))
                .param("id", last == null ? -1 : MessageId.of(last.id()).value())
                .param("limit", limit + 1)
                .query((row, _) -> message(row))
                .list();
    }

    /** Those of the steps from {@code from} on that have messages. */
    List<Bucket> heat(HeatMaps.Range range) {
        return jdbc.sql(
                        """
                        select date_bin(:step * interval '1 millisecond', media_time, :from) as at,
                            count(*) as messages
                        from messages where stream_id = :stream and deleted_at is null
                        and media_time >= :from and media_time < :to group by 1 order by 1
                        """)
                .param("stream", range.streamId().value())
                .param("from", Timestamp.from(range.from()))
                .param("to", Timestamp.from(range.to()))
                .param("step", range.step().toMillis())
                .query((row, _) ->
                        new Bucket(row.getTimestamp("at").toInstant(), row.getLong("messages")))
                .list();
    }

    /** A message that is to be seen. */
    Optional<Message> find(StreamId streamId, MessageId id) {
        return jdbc.sql(
                        """
                        select * from messages where stream_id = :stream and id = :id
                        and deleted_at is null
                        """)
                .param("stream", streamId.value())
                .param("id", id.value())
                .query((row, _) -> message(row))
                .optional();
    }

    @Override
    public int purge(Instant before, int limit) {
        return jdbc.sql(
                        """
                        delete from messages where (stream_id, id) in
                            (select stream_id, id from messages where at < :before limit :limit)
                        """)
                .param("before", Timestamp.from(before))
                .param("limit", limit)
                .update();
    }

    private static Message message(ResultSet row) throws SQLException {
        var mediaTime = row.getTimestamp("media_time");
        return new Message(
                new MessageId(row.getLong("id")),
                row.getString("client_id"),
                new ChatUser(
                        row.getString("user_id"),
                        row.getString("user_name"),
                        ChatRole.valueOf(row.getString("user_role"))),
                row.getString("text"),
                DanmakuMode.valueOf(row.getString("mode")),
                new MessageColor(row.getString("color")),
                mediaTime == null ? null : mediaTime.toInstant(),
                row.getTimestamp("at").toInstant());
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }
}
