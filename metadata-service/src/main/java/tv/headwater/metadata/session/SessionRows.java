package tv.headwater.metadata.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface SessionRows extends Repository<SessionRow, Long> {

    SessionRow save(SessionRow session);

    @Query("select s from SessionRow s where s.streamId = :streamId and s.epoch = :epoch")
    Optional<SessionRow> find(String streamId, long epoch);

    @Query("select s from SessionRow s where s.streamId = :streamId and s.endedAt is null")
    List<SessionRow> open(String streamId);

    @Query("select s from SessionRow s where s.endedAt is null order by s.id")
    List<SessionRow> allOpen(Limit limit);

    /** Those given up since a time though their ingest may only have been cut off. */
    @Query(
            """
            select s from SessionRow s
            where s.reason = tv.headwater.contract.event.SessionEndReason.INGEST_LOST
            and s.endedAt > :since order by s.id desc
            """)
    List<SessionRow> lost(Instant since, Limit limit);

    @Query(
            """
            select s from SessionRow s where s.streamId = :streamId and s.epoch < :before
            order by s.epoch desc
            """)
    List<SessionRow> page(String streamId, long before, Limit limit);
}
