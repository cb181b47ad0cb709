package tv.headwater.metadata.health;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.StreamStatus;

/** The streams that are live, with no more of them than their health wants to know: one query for all. */
@Component
class LiveStreams {

    /** Looked after at a time at most. */
    static final int MOST = 10_000;

    private static final String COLUMNS =
            """
            select s.id, s.status, s.spec ->> 'ladder' ladder,
                (s.spec ->> 'reconnectWindowSeconds')::int reconnect_window, p.active_at
            from live_streams s
            left join publish_sessions p on p.stream_id = s.id and p.epoch = s.epoch
            """;

    private final JdbcClient jdbc;

    LiveStreams(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param activeAt when the newest session had its first segment, null if it had none
     */
    record Live(
            StreamId id,
            StreamStatus status,
            boolean ladderWanted,
            int reconnectWindowSeconds,
            @Nullable Instant activeAt) {}

    List<Live> all() {
        return jdbc.sql(
                        COLUMNS
                                + "where s.status in ('ACTIVE', 'RECONNECTING') order by s.id limit ?")
                .param(MOST)
                .query((row, _) -> live(row))
                .list();
    }

    /** One stream, whatever its status. */
    Live of(StreamId id) {
        return jdbc.sql(COLUMNS + "where s.id = ?")
                .param(id.value())
                .query((row, _) -> live(row))
                .single();
    }

    private static Live live(ResultSet row) throws SQLException {
        Timestamp activeAt = row.getTimestamp("active_at");
        return new Live(
                new StreamId(row.getString("id")),
                StreamStatus.valueOf(row.getString("status")),
                !"source".equals(row.getString("ladder")),
                row.getInt("reconnect_window"),
                activeAt == null ? null : activeAt.toInstant());
    }
}
