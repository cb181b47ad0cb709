package tv.headwater.contract.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.LatencyMode;

/** Ingest asks metadata-service whether a publisher may begin. Not reachable through the gateway. */
@HttpExchange("/internal/publish-grants")
public interface PublishGrantsApi {

    /**
     * Grants a new session, or answers a problem: 403 {@code stream_key_unknown}, {@code stream_disabled} or
     * {@code stream_ended} (completed and not enabled again), 409 {@code already_publishing} while another node has had
     * media for the stream within the last 3 s, 503 {@code unavailable} when the database is away or it is not known yet
     * which nodes run.
     */
    @PostExchange
    PublishGrant grant(@RequestBody PublishGrantRequest request);

    /**
     * @param streamKeySha256 lower-case hex of the SHA-256 of the whole key, so that the key itself never leaves ingest
     * @param node the asking ingest, which has made sure that no live session of its own is in the way
     */
    record PublishGrantRequest(String streamKeySha256, NodeId node, String remoteAddress) {}

    /**
     * @param epoch a multiple of {@link #EPOCH_STEP}, greater than all before; an ingest that accepts the same publisher again
     *     under a cached grant counts up from it by one
     * @param lane the partition of the media topics to write to
     * @param encryption whether the session's stamps must have a key period
     * @param lastSegment of the session before, where known; the log's tail is asked first
     * @param lastDiscontinuitySequence likewise
     * @param targetDuration likewise, in seconds
     */
    record PublishGrant(
            StreamId streamId,
            long epoch,
            int lane,
            LatencyMode latencyMode,
            int reconnectWindowSeconds,
            Encryption encryption,
            @Nullable Long lastSegment,
            @Nullable Long lastDiscontinuitySequence,
            @Nullable Integer targetDuration,
            Instant grantedAt) {}

    /** Epochs granted are this far apart. */
    long EPOCH_STEP = 1024;
}
