package tv.headwater.metadata.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key that stands for its user. */
@Entity
@Table(name = "api_keys")
class ApiKey {

    static final String PREFIX = "hk_";

    @Id private UUID id;
    private UUID userId;
    private String name;

    @SuppressWarnings("UnusedVariable") // queries ask for it
    private String keySha256;

    private String lastFour;
    private Instant createdAt;
    private @Nullable Instant expiresAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected ApiKey() {}

    ApiKey(
            UUID id,
            UUID userId,
            String name,
            String keySha256,
            String lastFour,
            Instant createdAt,
            @Nullable Instant expiresAt) {
        this.id = id;
        this.userId = userId;
        this.name = name;
        this.keySha256 = keySha256;
        this.lastFour = lastFour;
        this.createdAt = createdAt;
        this.expiresAt = expiresAt;
    }

    UUID id() {
        return id;
    }

    UUID userId() {
        return userId;
    }

    String name() {
        return name;
    }

    String lastFour() {
        return lastFour;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable Instant expiresAt() {
        return expiresAt;
    }

    boolean isExpired(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }
}
