package tv.headwater.contract.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;

/**
 * The newest word on one stream, as the compacted topic {@code streams} keeps it. A deleted stream is a tombstone.
 *
 * @param owner user id of whose stream it is; null where it is not known
 * @param encryption of sessions to come; one under way goes on as it began
 * @param contentSecret what content keys are derived from, null where the stream has never been encrypted
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
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ContentSecret contentSecret,
        @Nullable Integer lane,
        long epoch,
        Instant updatedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UUID owner) {

    /** A stream that has never been encrypted, and whose owner is not told. */
    public StreamSettings(
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
            Instant updatedAt) {
        this(
                streamId,
                status,
                playbackPolicy,
                latencyMode,
                ladder,
                dvrWindowSeconds,
                reconnectWindowSeconds,
                encryption,
                null,
                lane,
                epoch,
                updatedAt,
                null);
    }
}
