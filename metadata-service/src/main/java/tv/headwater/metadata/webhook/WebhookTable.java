package tv.headwater.metadata.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tv.headwater.rest.Cursor;

/** {@code webhooks}, but for what deliveries do to them. */
@Component
class WebhookTable {

    private static final String SELECT =
            """
            select w.id, w.user_id, u.username, w.url, w.events, w.created_at, w.disabled_at, w.disabled_reason
            from webhooks w join users u on u.id = w.user_id
            """;

    private final JdbcClient jdbc;

    WebhookTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param owner whose it is, by name
     * @param disabledAt null while it is enabled, as is the reason
     */
    record Row(
            UUID id,
            UUID ownerId,
            String owner,
            String url,
            List<String> events,
            Instant createdAt,
            @Nullable Instant disabledAt,
            @Nullable String disabledReason) {

        @Override
        public String toString() {
            return "Row[id=" + id + "]";
        }
    }

    void add(UUID id, UUID owner, String url, List<String> events, String secret, Instant now) {
        jdbc.sql(
                        """
                        insert into webhooks (id, user_id, url, events, secret, created_at)
                        values (:id, :owner, :url, :events, :secret, :now)
                        """)
                .param("id", id)
                .param("owner", owner)
                .param("url", url)
                .param("events", events.toArray(String[]::new), Types.ARRAY)
                .param("secret", secret)
                .param("now", Timestamp.from(now))
                .update();
    }

    int count(UUID owner) {
        return jdbc.sql("select count(*) from webhooks where user_id = ?")
                .param(owner)
                .query(Integer.class)
                .single();
    }

    Optional<Row> find(UUID id) {
        return jdbc.sql(SELECT + "where w.id = ?").param(id).query((row, _) -> row(row)).optional();
    }

    /**
     * Newest first.
     *
     * @param owner null for everyone's
     */
    List<Row> page(@Nullable UUID owner, Cursor from, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where (:owner::uuid is null or w.user_id = :owner::uuid)
                                    and (w.created_at, w.id::text) < (:at, :id)
                                order by w.created_at desc, w.id::text desc limit :limit
                                """)
                .param("owner", owner, Types.OTHER)
                .param("at", Timestamp.from(from.at()))
                .param("id", from.id())
                .param("limit", limit)
                .query((row, _) -> row(row))
                .list();
    }

    void delete(UUID id) {
        jdbc.sql("delete from webhooks where id = ?").param(id).update();
    }

    void enable(UUID id) {
        jdbc.sql(
                        """
                        update webhooks set disabled_at = null, disabled_reason = null, given_up = 0
                        where id = ? and disabled_at is not null
                        """)
                .param(id)
                .update();
    }

    private static Row row(ResultSet row) throws SQLException {
        var disabledAt = row.getTimestamp("disabled_at");
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getString("username"),
                row.getString("url"),
                List.of((String[]) row.getArray("events").getArray()),
                row.getTimestamp("created_at").toInstant(),
                disabledAt == null ? null : disabledAt.toInstant(),
                row.getString("disabled_reason"));
    }
}
