package tv.headwater.chat.poll;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.chat.retention.Aging;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.rest.Cursor;

/** {@code polls} and {@code votes}. */
@Component
class PollTable implements Aging {

    /** Polls with their votes as they are now, or as they were counted at the end; options without a vote count too. */
    private static final String SELECT =
            """
            select p.*, coalesce(p.tally, array(
                select count(v.voter_id) from generate_series(0, cardinality(p.options) - 1) o
                left join votes v on v.poll_id = p.id and v.option = o
                group by o order by o)) as counts
            from polls p
            """;

    private final JdbcClient jdbc;

    PollTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What voting and closing need of a poll. */
    record Ballot(int options, @Nullable Instant endsAt, @Nullable Instant closedAt) {

        boolean takesVotesAt(Instant now) {
            return closedAt == null && (endsAt == null || now.isBefore(endsAt));
        }
    }

    void add(PollId id, StreamId streamId, NewPoll.Checked poll, String by, Instant now) {
        var seconds = poll.durationSeconds();
        jdbc.sql(
                        """
                        insert into polls (id, stream_id, question, options, opened_at, opened_by, ends_at, media_time)
                        values (:id, :stream, :question, :options, :now, :by, :ends, :media)
                        """)
                .param("id", id.value())
                .param("stream", streamId.value())
                .param("question", poll.question())
                .param("options", poll.options().toArray(String[]::new))
                .param("now", Timestamp.from(now))
                .param("by", by)
                .param("ends", timestamp(seconds == null ? null : now.plusSeconds(seconds)))
                .param("media", timestamp(poll.mediaTime()))
                .update();
    }

    Optional<Poll> find(StreamId streamId, PollId id) {
        return jdbc.sql(SELECT + "where p.id = :id and p.stream_id = :stream")
                .param("id", id.value())
                .param("stream", streamId.value())
                .query((row, _) -> poll(row))
                .optional();
    }

    /** Newest first, one more than {@code limit} if there is. */
    List<Poll> page(StreamId streamId, Cursor from, int limit) {
        return jdbc.sql(
                        SELECT
                                + """
                                where p.stream_id = :stream and (p.opened_at, p.id) < (:at, :id)
                                order by p.opened_at desc, p.id desc limit :limit
                                """)
                .param("stream", streamId.value())
                .param("at", Timestamp.from(from.at()))
                .param("id", from.id())
                .param("limit", limit + 1)
                .query((row, _) -> poll(row))
                .list();
    }

    /** The polls of these streams that are open, and those closed since a moment. */
    List<Poll> current(Collection<StreamId> streams, Instant closedSince) {
        return jdbc.sql(
                        SELECT
                                + """
                                where p.stream_id = any(:streams)
                                and (p.closed_at is null or p.closed_at >= :since)
                                """)
                .param("streams", streams.stream().map(StreamId::value).toArray(String[]::new))
                .param("since", Timestamp.from(closedSince))
                .query((row, _) -> poll(row))
                .list();
    }

    int openIn(StreamId streamId) {
        return jdbc.sql(
                        "select count(*) from polls where stream_id = :stream and closed_at is null")
                .param("stream", streamId.value())
                .query(Integer.class)
                .single();
    }

    List<PollId> over(Instant now, int limit) {
        return jdbc.sql(
                        """
                        select id from polls where closed_at is null and ends_at <= :now
                        order by ends_at limit :limit
                        """)
                .param("now", Timestamp.from(now))
                .param("limit", limit)
                .query((row, _) -> new PollId(row.getString("id")))
                .list();
    }

    /**
     * Others may vote too, but nobody closes it before the transaction ends. An advisory lock and not the row's: PostgreSQL lets who
     * shares a row pass by who waits to have it alone, so that a poll with many voters could not be closed.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<Ballot> lockForVote(StreamId streamId, PollId id) {
        lock("pg_advisory_xact_lock_shared", id.value());
        return ballot(streamId, id);
    }

    /** Nobody votes or closes it before the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    Optional<Ballot> lockForClosing(PollId id) {
        lock("pg_advisory_xact_lock", id.value());
        return ballot(null, id);
    }

    /** No other guest of the address votes in the poll before the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    void lockAddress(PollId id, String address) {
        lock("pg_advisory_xact_lock", id + "/" + address);
    }

    private void lock(String how, String what) {
        jdbc.sql("select 1 from " + how + "(hashtextextended(:what, 0))")
                .param("what", what)
                .query(Integer.class)
                .single();
    }

    /** As it is now that it is locked. */
    private Optional<Ballot> ballot(@Nullable StreamId streamId, PollId id) {
        return jdbc.sql(
                        """
                        select cardinality(options) as options, ends_at, closed_at from polls
                        where id = :id and stream_id = coalesce(:stream, stream_id)
                        """)
                .param("id", id.value())
                .param("stream", streamId == null ? null : streamId.value(), Types.VARCHAR)
                .query((row, _) ->
                        new Ballot(
                                row.getInt("options"),
                                instant(row, "ends_at"),
                                instant(row, "closed_at")))
                .optional();
    }

    /** Of guests of an address. */
    int votesOf(PollId id, String address) {
        return jdbc.sql("select count(*) from votes where poll_id = :poll and address = :address")
                .param("poll", id.value())
                .param("address", address)
                .query(Integer.class)
                .single();
    }

    /** Whether it is the voter's first. */
    boolean addVote(PollId id, ChatUser voter, int option, Instant now) {
        return jdbc.sql(
                                """
                                insert into votes (poll_id, voter_id, address, option, at)
                                values (:poll, :voter, :address, :option, :now) on conflict do nothing
                                """)
                        .param("poll", id.value())
                        .param("voter", voter.id())
                        .param("address", voter.address(), Types.VARCHAR)
                        .param("option", option)
                        .param("now", Timestamp.from(now))
                        .update()
                == 1;
    }

    Optional<Integer> voteOf(PollId id, String voter) {
        return jdbc.sql("select option from votes where poll_id = :poll and voter_id = :voter")
                .param("poll", id.value())
                .param("voter", voter)
                .query(Integer.class)
                .optional();
    }

    /** Counts for good. */
    @Transactional(propagation = Propagation.MANDATORY)
    void close(PollId id, Instant now) {
        jdbc.sql(
                        """
                        update polls p set closed_at = :now, tally = array(
                            select count(v.voter_id) from generate_series(0, cardinality(p.options) - 1) o
                            left join votes v on v.poll_id = p.id and v.option = o
                            group by o order by o)
                        where p.id = :id
                        """)
                .param("id", id.value())
                .param("now", Timestamp.from(now))
                .update();
    }

    /** Of polls it is when they were closed; their votes go with them. */
    @Override
    public int purge(Instant closedBefore, int limit) {
        return jdbc.sql(
                        """
                        delete from polls where id in
                            (select id from polls where closed_at < :before limit :limit)
                        """)
                .param("before", Timestamp.from(closedBefore))
                .param("limit", limit)
                .update();
    }

    private static Poll poll(ResultSet row) throws SQLException {
        var texts = (String[]) row.getArray("options").getArray();
        var counts = (Long[]) row.getArray("counts").getArray();
        var options = new ArrayList<Poll.Option>(texts.length);
        long votes = 0;
        for (int i = 0; i < texts.length; i++) {
            options.add(new Poll.Option(texts[i], counts[i]));
            votes += counts[i];
        }
        var closedAt = instant(row, "closed_at");
        return new Poll(
                new PollId(row.getString("id")),
                new StreamId(row.getString("stream_id")),
                row.getString("question"),
                options,
                row.getTimestamp("opened_at").toInstant(),
                instant(row, "ends_at"),
                instant(row, "media_time"),
                closedAt,
                closedAt == null ? Poll.Status.OPEN : Poll.Status.CLOSED,
                votes);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }
}
