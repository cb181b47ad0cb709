package tv.headwater.metadata.session;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.Cluster;
import tv.headwater.metadata.cluster.LogTopics;
import tv.headwater.metadata.stream.StreamRow;

/** Chooses the lane, a partition of the media topics, that a stream's media is in. */
@Component
class Lanes {

    /** Held to the end of a transaction that chooses, so that two streams at once do not choose the same. */
    private static final long LOCK = 0x68770004L;

    private final JdbcClient jdbc;
    private final LogTopics topics;
    private final Cluster cluster;
    private final Duration kept;

    Lanes(JdbcClient jdbc, LogTopics topics, Cluster cluster, MetadataProperties properties) {
        this.jdbc = jdbc;
        this.topics = topics;
        this.cluster = cluster;
        this.kept = properties.sessions().laneKept();
    }

    /** The lane the stream has while its media may still be in the log, else the best for it as {@link LaneChoice} says. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int of(StreamRow stream, Instant now) {
        int lanes = topics.lanes();
        var lane = stream.lane();
        var used = stream.laneUsedAt();
        if (lane != null
                && lane < lanes
                && (stream.status().isPublished()
                        || (used != null && used.plus(kept).isAfter(now)))) {
            return lane;
        }
        jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((_, _) -> 0).list();
        var uses = uses(lanes, now);
        return stream.spec().ladder() instanceof Ladder.Source
                ? LaneChoice.ofSource(uses)
                : LaneChoice.ofLadder(uses, cluster.live(NodeRole.TRANSCODER));
    }

    private List<LaneChoice.Use> uses(int lanes, Instant now) {
        return jdbc.sql(
                        """
                        with used as (
                            select s.id, s.lane, s.spec ->> 'ladder' as ladder, s.lane_used_at > :kept as kept,
                                s.status in ('CONNECTING', 'ACTIVE', 'RECONNECTING')
                                or exists (
                                    select 1 from publish_sessions p
                                    where p.stream_id = s.id and p.ended_at is null) as live
                            from live_streams s where s.lane is not null)
                        select n,
                            count(u.id) filter (where u.live) live,
                            count(u.id) filter (where u.kept) kept,
                            string_agg(u.id, ',') filter (where u.live and u.ladder <> 'source') laddered
                        from generate_series(0, :lanes - 1) n
                        left join used u on u.lane = n and (u.live or u.kept)
                        group by n order by n
                        """)
                .param("lanes", lanes)
                .param("kept", Timestamp.from(now.minus(kept)))
                .query((row, _) -> use(row))
                .list();
    }

    private static LaneChoice.Use use(ResultSet row) throws SQLException {
        var laddered = row.getString("laddered");
        return new LaneChoice.Use(
                row.getInt("n"),
                row.getInt("live"),
                row.getInt("kept"),
                laddered == null ? Set.of() : Set.of(laddered.split(",")));
    }
}
