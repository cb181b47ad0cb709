package tv.headwater.contract.event;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/**
 * What happens to a stream, in the order it happened: commands from metadata-service that every ingest heeds, and facts
 * from ingest that drive the stream's status.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface StreamEvent {

    StreamId streamId();

    Instant at();

    /** Command: the broadcast is over. The publisher is dropped and playlists end. */
    @JsonTypeName("stream_completed")
    record StreamCompleted(StreamId streamId, Instant at) implements StreamEvent {}

    /** Command: the stream may not be published until it is enabled again; its publisher is dropped. */
    @JsonTypeName("stream_disabled")
    record StreamDisabled(StreamId streamId, Instant at) implements StreamEvent {}

    /** Command: the stream is gone; its publisher is dropped. */
    @JsonTypeName("stream_deleted")
    record StreamDeleted(StreamId streamId, Instant at) implements StreamEvent {}

    /** Command: the stream has a new key; the publisher that used the old one is dropped. */
    @JsonTypeName("stream_key_reset")
    record StreamKeyReset(StreamId streamId, Instant at) implements StreamEvent {}

    /**
     * Fact: an ingest accepted a publisher.
     *
     * @param remoteAddress the publisher's IP address
     */
    @JsonTypeName("session_started")
    record SessionStarted(
            StreamId streamId, Instant at, long epoch, NodeId node, String remoteAddress)
            implements StreamEvent {}

    /** Fact: the session's first segment begins; from here on there is something to play. */
    @JsonTypeName("session_active")
    record SessionActive(StreamId streamId, Instant at, long epoch) implements StreamEvent {}

    /**
     * Fact: the session is closed.
     *
     * @param bytes received from the publisher
     * @param lastSegment the last segment number it used, null if it sent no media
     * @param lastDiscontinuitySequence likewise
     * @param targetDuration the stream's EXT-X-TARGETDURATION at the end, likewise
     */
    @JsonTypeName("session_ended")
    record SessionEnded(
            StreamId streamId,
            Instant at,
            long epoch,
            SessionEndReason reason,
            long bytes,
            @Nullable Long lastSegment,
            @Nullable Long lastDiscontinuitySequence,
            @Nullable Integer targetDuration)
            implements StreamEvent {}
}
