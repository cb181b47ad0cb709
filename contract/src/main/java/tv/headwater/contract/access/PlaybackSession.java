package tv.headwater.contract.access;

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

    /** How far the clocks of who issues and who checks may differ. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    /** Whether it is in its time. */
    public boolean isCurrent(Instant now) {
        return now.isBefore(expiresAt.plus(SKEW)) && !now.plus(SKEW).isBefore(issuedAt);
    }
}
