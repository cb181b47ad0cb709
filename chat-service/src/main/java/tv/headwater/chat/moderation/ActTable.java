package tv.headwater.chat.moderation;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tv.headwater.chat.retention.Aging;
import tv.headwater.contract.id.StreamId;
import tv.headwater.rest.Cursor;

/** {@code moderation_acts}. */
@Component
class ActTable implements Aging {

    private static final UUID LAST = new UUID(-1, -1);

    private final JdbcClient jdbc;

    ActTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Harmless for one that is there. */
    void add(Act act) {
        jdbc.sql(
                        """
                        insert into moderation_acts (id, stream_id, at, by_id, by_name, act, subject, detail)
                        values (:id, :stream, :at, :byId, :byName, :act, :subject, :detail)
                        on conflict do nothing
                        """)
                .param("id", act.id())
                .param("stream", act.streamId().value())
                .param("at", Timestamp.from(act.at()))
                .param("byId", act.userId())
                .param("byName", act.username())
                .param("act", act.act())
                .param("subject", act.subject())
                .param("detail", act.detail())
                .update();
    }

    /** Newest first, one more than {@code limit} if there is. */
    List<Act> page(StreamId streamId, Cursor from, int limit) {
        return jdbc.sql(
                        """
                        select * from moderation_acts
                        where stream_id = :stream and (at, id) < (:at, :id)
                        order by at desc, id desc limit :limit
                        """)
                .param("stream", streamId.value())
                .param("at", Timestamp.from(from.at()))
                .param("id", from.equals(Cursor.START) ? LAST : UUID.fromString(from.id()))
                .param("limit", limit + 1)
                .query((row, _) ->
                        new Act(
                                row.getObject("id", UUID.class),
                                streamId,
                                row.getTimestamp("at").toInstant(),
                                row.getString("by_id"),
                                row.getString("by_name"),
                                row.getString("act"),
                                row.getString("subject"),
                                row.getString("detail")))
                .list();
    }

    @Override
    public int purge(Instant before, int limit) {
        return jdbc.sql(
                        """
                        delete from moderation_acts where id in
                            (select id from moderation_acts where at < :before limit :limit)
                        """)
                .param("before", Timestamp.from(before))
                .param("limit", limit)
                .update();
    }
}
