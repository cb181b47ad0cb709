package tv.headwater.metadata.session;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;

/** One publisher's time on one stream. Changed only under the stream's row lock. */
@Entity
@Table(name = "publish_sessions")
class SessionRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private String streamId;
    private long epoch;
    private String node;
    private String remoteAddress;
    private Instant grantedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant activeAt;
    private @Nullable Instant endedAt;

    @Enumerated(EnumType.STRING)
    private @Nullable SessionEndReason reason;

    private long bytes;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected SessionRow() {}

    SessionRow(
            StreamId streamId, long epoch, NodeId node, String remoteAddress, Instant grantedAt) {
        this.streamId = streamId.value();
        this.epoch = epoch;
        this.node = node.value();
        this.remoteAddress = remoteAddress;
        this.grantedAt = grantedAt;
    }

    StreamId streamId() {
        return new StreamId(streamId);
    }

    long epoch() {
        return epoch;
    }

    NodeId node() {
        return new NodeId(node);
    }

    String remoteAddress() {
        return remoteAddress;
    }

    Instant grantedAt() {
        return grantedAt;
    }

    /** By the ingest's clock; null until it said so. */
    @Nullable Instant startedAt() {
        return startedAt;
    }

    @Nullable Instant endedAt() {
        return endedAt;
    }

    @Nullable SessionEndReason reason() {
        return reason;
    }

    long bytes() {
        return bytes;
    }

    boolean isOpen() {
        return endedAt == null;
    }

    boolean wasActive() {
        return activeAt != null;
    }

    void start(Instant at) {
        startedAt = at;
    }

    void activate(Instant at) {
        activeAt = at;
    }

    void end(SessionEndReason why, Instant at) {
        reason = why;
        endedAt = at;
    }

    void count(long received) {
        bytes = received;
    }

    /** It was given up by mistake. */
    void reopen() {
        reason = null;
        endedAt = null;
    }
}
