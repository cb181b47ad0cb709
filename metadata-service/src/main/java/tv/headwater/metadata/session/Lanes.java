package tv.headwater.metadata.session;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.cluster.LogTopics;
import tv.headwater.metadata.stream.StreamRow;

/** Chooses the lane, a partition of the media topics, that a stream's media is in. */
@Component
class Lanes {

    /** Held to the end of a transaction that chooses, so that two streams at once do not choose the same. */
    private static final long LOCK = 0x68770004L;

    private final JdbcClient jdbc;
    private final LogTopics topics;
    private final Duration kept;

    Lanes(JdbcClient jdbc, LogTopics topics, MetadataProperties properties) {
        this.jdbc = jdbc;
        this.topics = topics;
        this.kept = properties.sessions().laneKept();
    }

    /** The lane the stream has while its media may still be in the log, else the one with the fewest live streams. */
    @Transactional(propagation = Propagation.MANDATORY)
    public int of(StreamRow stream, Instant now) {
        int lanes = topics.lanes();
        var lane = stream.lane();
        var used = stream.laneUsedAt();
        boolean live =
                switch (stream.status()) {
                    case CONNECTING, ACTIVE, RECONNECTING -> true;
                    case IDLE, ENDED, DISABLED -> false;
                };
        if (lane != null
                && lane < lanes
                && (live || (used != null && used.plus(kept).isAfter(now)))) {
            return lane;
        }
        return leastLoaded(lanes, now);
    }

    private int leastLoaded(int lanes, Instant now) {
        jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((_, _) -> 0).list();
        return jdbc.sql(
                        """
                        select n from generate_series(0, :lanes - 1) n
                        left join live_streams s on s.lane = n
                        group by n
                        order by count(s.id) filter (
                                where s.status in ('CONNECTING', 'ACTIVE', 'RECONNECTING')
                                or exists (
                                    select 1 from publish_sessions p
                                    where p.stream_id = s.id and p.ended_at is null)),
                            count(s.id) filter (where s.lane_used_at > :kept),
                            n
                        limit 1
                        """)
                .param("lanes", lanes)
                .param("kept", Timestamp.from(now.minus(kept)))
                .query(Integer.class)
                .single();
    }
}
