package tv.headwater.edge.access;

import java.time.Duration;
import java.time.Instant;
import tv.headwater.contract.id.StreamId;

/**
 * What a playback token says whose signature is good.
 *
 * @param tokenId its {@code jti}
 * @param kid of the key that signed it
 */
public record PlaybackSession(
        String tokenId, StreamId streamId, String kid, Instant issuedAt, Instant expiresAt) {

    /** How far the clocks of issuer and edge may differ. */
    static final Duration SKEW = Duration.ofSeconds(5);

    boolean isCurrent(Instant now) {
        return now.isBefore(expiresAt.plus(SKEW)) && !now.plus(SKEW).isBefore(issuedAt);
    }
}
