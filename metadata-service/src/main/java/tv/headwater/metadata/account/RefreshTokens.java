package tv.headwater.metadata.account;

import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

interface RefreshTokens extends Repository<RefreshToken, String> {

    RefreshToken save(RefreshToken token);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    @Query("select t from RefreshToken t where t.tokenSha256 = :sha256")
    Optional<RefreshToken> lock(String sha256);

    @Modifying
    @Query("delete from RefreshToken t where t.family = :family")
    void revoke(UUID family);

    @Modifying
    @Query("delete from RefreshToken t where t.expiresAt < :now")
    int forget(Instant now);
}
