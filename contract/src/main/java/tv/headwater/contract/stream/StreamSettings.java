package tv.headwater.contract.stream;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;

/**
 * The newest word on one stream, as the compacted topic {@code streams} keeps it. A deleted stream is a tombstone.
 *
 * @param lane the partition its media is in, null before it first went live
 * @param epoch of the newest session granted, 0 before the first
 * @param dvrWindowSeconds how far back viewers may seek; 0 for the live window alone
 * @param reconnectWindowSeconds how long a lost publisher may take to come back
 */
public record StreamSettings(
        StreamId streamId,
        StreamStatus status,
        PlaybackPolicy playbackPolicy,
        LatencyMode latencyMode,
        Ladder ladder,
        int dvrWindowSeconds,
        int reconnectWindowSeconds,
        Encryption encryption,
        @Nullable Integer lane,
        long epoch,
        Instant updatedAt) {}
