package tv.headwater.metadata.account;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A token that gives one new access token. Those that follow from the same log-in are a family. */
@Entity
@Table(name = "refresh_tokens")
class RefreshToken {

    @Id private String tokenSha256;
    private UUID family;
    private UUID userId;
    private Instant expiresAt;
    private @Nullable Instant usedAt;
    private @Nullable String successor;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected RefreshToken() {}

    RefreshToken(String tokenSha256, UUID family, UUID userId, Instant expiresAt) {
        this.tokenSha256 = tokenSha256;
        this.family = family;
        this.userId = userId;
        this.expiresAt = expiresAt;
    }

    UUID family() {
        return family;
    }

    UUID userId() {
        return userId;
    }

    boolean isExpired(Instant now) {
        return !expiresAt.isAfter(now);
    }

    boolean isUsed() {
        return usedAt != null;
    }

    /**
     * What was given out when it was used last, if that was a short while ago: the answer may have been lost on its way. Null
     * otherwise.
     */
    @Nullable String successor(Instant now, Duration grace) {
        return usedAt != null && now.isBefore(usedAt.plus(grace)) ? successor : null;
    }

    /** Its time of use is the first; {@code successor} is what that gave, or came in its place. */
    void use(Instant now, String successor) {
        usedAt = usedAt == null ? now : usedAt;
        this.successor = successor;
    }

    /** It counts as used, and nothing follows from it. */
    void giveUp(Instant now) {
        usedAt = now;
        successor = null;
    }
}
