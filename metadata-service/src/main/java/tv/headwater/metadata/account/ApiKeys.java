package tv.headwater.metadata.account;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

interface ApiKeys extends Repository<ApiKey, UUID> {

    ApiKey save(ApiKey key);

    long countByUserId(UUID userId);

    @Query("select k from ApiKey k where k.keySha256 = :sha256")
    Optional<ApiKey> withHash(String sha256);

    @Query(
            """
            select k from ApiKey k where k.userId = :userId
            and (k.createdAt < :at or (k.createdAt = :at and cast(k.id as string) < :id))
            order by k.createdAt desc, cast(k.id as string) desc
            """)
    List<ApiKey> page(UUID userId, Instant at, String id, Limit limit);

    @Transactional
    @Modifying
    @Query("delete from ApiKey k where k.id = :id and k.userId = :userId")
    int delete(UUID id, UUID userId);
}
