package tv.headwater.metadata.viewers;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.id.StreamId;

/** {@code viewer_samples}. */
@Component
class SampleTable {

    /** Of one batch. */
    private static final int MOST = 1000;

    private static final String INSERT =
            """
            with known as (select id from live_streams where id = ? for key share)
            insert into viewer_samples (stream_id, at, viewers) select id, ?, ? from known
            on conflict (stream_id, at) do update
            set viewers = excluded.viewers where viewer_samples.viewers < excluded.viewers
            """;

    private final JdbcTemplate batches;
    private final JdbcClient jdbc;

    SampleTable(JdbcTemplate batches, JdbcClient jdbc) {
        this.batches = batches;
        this.jdbc = jdbc;
    }

    /** Of two samples of the same time the higher one stays; those of streams that are gone are left out. */
    @Transactional
    void add(List<Sample> samples) {
        batches.batchUpdate(
                INSERT,
                samples,
                MOST,
                (row, sample) -> {
                    row.setString(1, sample.streamId().value());
                    row.setTimestamp(2, Timestamp.from(sample.at()));
                    row.setInt(3, sample.viewers());
                });
    }

    /**
     * The samples from {@code from} to before {@code to}, oldest first.
     *
     * @param step of those within each step, counted from {@code from}, one with the highest count
     */
    List<Sample> series(StreamId streamId, Instant from, Instant to, Duration step) {
        return jdbc.sql(
                        """
                        select min(at) as at, max(viewers) as viewers from viewer_samples
                        where stream_id = :stream and at >= :from and at < :to
                        group by date_bin(:step * interval '1 millisecond', at, :from) order by 1
                        """)
                .param("stream", streamId.value())
                .param("from", Timestamp.from(from))
                .param("to", Timestamp.from(to))
                .param("step", step.toMillis())
                .query((row, _) ->
                        new Sample(
                                streamId,
                                row.getTimestamp("at").toInstant(),
                                row.getInt("viewers")))
                .list();
    }
}
