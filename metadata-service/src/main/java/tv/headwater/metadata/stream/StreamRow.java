package tv.headwater.metadata.stream;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.api.LiveStreamSpec;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.metadata.account.User;

/** A live stream. Whoever changes it holds its row lock: {@link StreamRows#lock}. */
@Entity
@Table(name = "live_streams")
public class StreamRow {

    @Id private String id;

    @ManyToOne(fetch = FetchType.EAGER, optional = false)
    private User owner;

    @Convert(converter = SpecColumn.class)
    @ColumnTransformer(write = "?::jsonb")
    private LiveStreamSpec spec;

    /** Derived from the spec by the database, for searching. */
    @Column(insertable = false, updatable = false)
    private @Nullable String title;

    /** Likewise. */
    @Column(insertable = false, updatable = false)
    private @Nullable String playbackPolicy;

    @Enumerated(EnumType.STRING)
    private StreamStatus status;

    @Column(name = "key_sha256")
    private String keySha256;

    private Instant keyChangedAt;
    private @Nullable String contentSecret;
    private @Nullable Integer lane;
    private @Nullable Instant laneUsedAt;
    private long epoch;
    private @Nullable Long lastSegment;
    private @Nullable Long lastDiscontinuitySequence;
    private @Nullable Integer targetDuration;
    private @Nullable Instant reconnectUntil;
    private long eventSeq;
    private Instant createdAt;
    private Instant updatedAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant endedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected StreamRow() {}

    StreamRow(StreamId id, User owner, LiveStreamSpec spec, StreamKey key, Instant now) {
        this.id = id.value();
        this.owner = owner;
        this.spec = spec;
        this.contentSecret = newSecret(spec);
        this.status = StreamStatus.IDLE;
        this.keySha256 = key.sha256();
        this.keyChangedAt = now;
        this.createdAt = now;
        this.updatedAt = now;
    }

    public StreamId id() {
        return new StreamId(id);
    }

    User owner() {
        return owner;
    }

    public LiveStreamSpec spec() {
        return spec;
    }

    public StreamStatus status() {
        return status;
    }

    public boolean hasKey(String sha256) {
        return keySha256.equals(sha256);
    }

    /** When the stream got the key it has. */
    public Instant keyChangedAt() {
        return keyChangedAt;
    }

    public @Nullable Integer lane() {
        return lane;
    }

    public @Nullable Instant laneUsedAt() {
        return laneUsedAt;
    }

    public long epoch() {
        return epoch;
    }

    public @Nullable Long lastSegment() {
        return lastSegment;
    }

    public @Nullable Long lastDiscontinuitySequence() {
        return lastDiscontinuitySequence;
    }

    public @Nullable Integer targetDuration() {
        return targetDuration;
    }

    public @Nullable Instant reconnectUntil() {
        return reconnectUntil;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable Instant startedAt() {
        return startedAt;
    }

    @Nullable Instant endedAt() {
        return endedAt;
    }

    long nextEventSeq() {
        return ++eventSeq;
    }

    /** Whether a broadcast has begun that has not ended. */
    public boolean isOnAir() {
        return startedAt != null && endedAt == null;
    }

    /** Whether it may not be published. */
    public boolean isClosed() {
        return status == StreamStatus.ENDED || status == StreamStatus.DISABLED;
    }

    void change(LiveStreamSpec newSpec, Instant now) {
        spec = newSpec;
        // A session under way goes on as it began, encrypted or not: the secret stays.
        contentSecret = contentSecret == null ? newSecret(newSpec) : contentSecret;
        updatedAt = now;
    }

    private static @Nullable String newSecret(LiveStreamSpec spec) {
        return spec.encryption() == Encryption.AES_128 ? ContentSecret.random().value() : null;
    }

    void changeKey(StreamKey key, Instant now) {
        keySha256 = key.sha256();
        keyChangedAt = now;
    }

    /** A session was granted. */
    public void grant(long newEpoch, int newLane, Instant now) {
        epoch = newEpoch;
        useLane(newLane, now);
    }

    private void useLane(@Nullable Integer used, Instant now) {
        lane = used;
        laneUsedAt = now;
        updatedAt = now;
    }

    /** The publisher of a session of this epoch is there. */
    public void connect(long sessionEpoch, Instant now) {
        epoch = Math.max(epoch, sessionEpoch);
        status = StreamStatus.CONNECTING;
        reconnectUntil = null;
        useLane(lane, now);
    }

    /** Media flows. */
    public void activate(Instant at, Instant now) {
        if (!isOnAir()) {
            startedAt = at;
            endedAt = null;
        }
        status = StreamStatus.ACTIVE;
        reconnectUntil = null;
        updatedAt = now;
    }

    /** The publisher is gone; it may come back until {@code until}. */
    public void lose(Instant until, Instant now) {
        status = StreamStatus.RECONNECTING;
        reconnectUntil = until;
        useLane(lane, now);
    }

    /** Nobody publishes and nobody is waited for. */
    public void rest(Instant now) {
        end(StreamStatus.IDLE, now);
    }

    /** Takes a closed stream's word on the session before. */
    public void remember(
            @Nullable Long segment,
            @Nullable Long discontinuitySequence,
            @Nullable Integer duration) {
        lastSegment = segment == null ? lastSegment : segment;
        lastDiscontinuitySequence =
                discontinuitySequence == null ? lastDiscontinuitySequence : discontinuitySequence;
        targetDuration = duration == null ? targetDuration : duration;
    }

    void end(StreamStatus newStatus, Instant now) {
        if (isOnAir()) {
            endedAt = now;
        }
        status = newStatus;
        reconnectUntil = null;
        useLane(lane, now);
    }

    StreamSettings settings() {
        return new StreamSettings(
                id(),
                status,
                spec.playbackPolicy(),
                spec.latencyMode(),
                spec.ladder(),
                spec.dvrWindowSeconds(),
                spec.reconnectWindowSeconds(),
                spec.encryption(),
                contentSecret == null ? null : new ContentSecret(contentSecret),
                lane,
                epoch,
                updatedAt,
                owner.id());
    }
}
