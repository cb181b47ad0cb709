package tv.headwater.metadata.timed;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.EventId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;

/** {@code timed_metadata}. */
@Component
class EventTable {

    private final JdbcClient jdbc;

    EventTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param sequence grows within a stream
     * @param outboxId of its record in the outbox, for as long as it is there
     */
    record Row(long sequence, long outboxId, Event event) {}

    /** A number above all that were ever given. The caller holds the stream's row lock and uses it there. */
    long nextSequence() {
        return jdbc.sql("select nextval('timed_metadata_sequence')").query(Long.class).single();
    }

    void add(StreamId streamId, Row row) {
        jdbc.sql(
                        """
                        insert into timed_metadata (stream_id, id, sequence, outbox_id, event, created_at)
                        values (:stream, :id, :sequence, :outbox, :event::jsonb, :created)
                        """)
                .param("stream", streamId.value())
                .param("id", row.event().id().value())
                .param("sequence", row.sequence())
                .param("outbox", row.outboxId())
                .param("event", new String(Json.write(row.event()), StandardCharsets.UTF_8))
                .param("created", Timestamp.from(row.event().createdAt()))
                .update();
    }

    Optional<Row> find(StreamId streamId, EventId id) {
        return jdbc.sql(
                        "select sequence, outbox_id, event from timed_metadata where stream_id = ? and id = ?")
                .param(streamId.value())
                .param(id.value())
                .query((row, _) -> row(row))
                .optional();
    }

    /** When the one before the last {@code count - 1} was taken; empty if there are not as many. */
    Optional<Instant> createdBefore(StreamId streamId, int count) {
        return jdbc.sql(
                        """
                        select created_at from timed_metadata where stream_id = ?
                        order by sequence desc offset ? limit 1
                        """)
                .param(streamId.value())
                .param(count - 1)
                .query((row, _) -> row.getTimestamp("created_at").toInstant())
                .optional();
    }

    /** Those in the log, newest first. */
    List<Row> page(StreamId streamId, long before, int limit) {
        return jdbc.sql(
                        """
                        select sequence, outbox_id, event from timed_metadata t
                        where stream_id = ? and sequence < ?
                            and not exists (select 1 from outbox o where o.id = t.outbox_id)
                        order by sequence desc limit ?
                        """)
                .param(streamId.value())
                .param(before)
                .param(limit)
                .query((row, _) -> row(row))
                .list();
    }

    /** The live streams that have any told before {@code before}. */
    List<String> liveStreams(Instant before) {
        return jdbc.sql(
                        """
                        select id from live_streams s
                        where status in ('ACTIVE', 'RECONNECTING') and exists (
                            select 1 from timed_metadata t
                            where t.stream_id = s.id and t.created_at < :before)
                        order by id
                        """)
                .param("before", Timestamp.from(before))
                .query((row, _) -> row.getString("id"))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        var event = row.getString("event").getBytes(StandardCharsets.UTF_8);
        return new Row(
                row.getLong("sequence"), row.getLong("outbox_id"), Json.read(event, Event.class));
    }
}
