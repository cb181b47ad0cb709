package tv.headwater.ingest.publish;

import java.time.Duration;

/**
 * Bounds of one session.
 *
 * @param inboundBytes received and not yet taken on by the session; above it the socket is not read
 * @param unsentTime how long media may wait for Kafka before whole groups of pictures are dropped
 * @param unsentBytes how much may wait
 * @param takeoverAfter a session without media for this long gives way to a newer one of the same key
 * @param sessions on this node at most
 */
public record SessionLimits(
        long inboundBytes,
        Duration unsentTime,
        long unsentBytes,
        Duration takeoverAfter,
        int sessions) {

    /** As designed: 4 MiB, 40 s, 64 MiB, 3 s, 500 sessions. */
    public static SessionLimits defaults() {
        return new SessionLimits(
                4 << 20, Duration.ofSeconds(40), 64 << 20, Duration.ofSeconds(3), 500);
    }
}
