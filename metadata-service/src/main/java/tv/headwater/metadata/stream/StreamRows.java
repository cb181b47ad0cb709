package tv.headwater.metadata.stream;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.JpaSpecificationExecutor;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** Live streams by id, without regard to whose they are. */
public interface StreamRows
        extends Repository<StreamRow, String>, JpaSpecificationExecutor<StreamRow> {

    StreamRow saveAndFlush(StreamRow row);

    Optional<StreamRow> findById(String id);

    void delete(StreamRow row);

    /** Waits for the stream's row lock and holds it to the end of the transaction. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select s from StreamRow s where s.id = :id")
    Optional<StreamRow> lock(String id);

    @Query("select s.id from StreamRow s where s.keySha256 = :sha256")
    Optional<String> withKey(String sha256);

    /** Locks streams whose reconnect window has passed, skipping those another instance has in hand. */
    @Query(
            nativeQuery = true,
            value =
                    """
                    select id from live_streams
                    where status = 'RECONNECTING' and reconnect_until <= :now
                    order by reconnect_until limit 50
                    for update skip locked
                    """)
    List<String> lockOverdue(Instant now);
}
