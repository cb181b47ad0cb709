package tv.headwater.ingest.publish;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.node.NodeStatus.Held;
import tv.headwater.ingest.codec.MalformedConfiguration;
import tv.headwater.ingest.flv.FlvTag;
import tv.headwater.ingest.grant.GrantAnswer.Granted;
import tv.headwater.ingest.measure.SourceMeter;
import tv.headwater.ingest.rtmp.Publications.Publication;
import tv.headwater.ingest.rtmp.Publications.Publisher;
import tv.headwater.ingest.stamp.Numbering;
import tv.headwater.ingest.stamp.SegmentPolicy;
import tv.headwater.ingest.stamp.Stamper;
import tv.headwater.ingest.stamp.Tail;
import tv.headwater.ingest.timeline.Timeline;

/**
 * One publisher's session, from the grant to its END. The connection's event loop puts tags into a bounded queue; everything
 * else happens on the session's own thread, which may block on Kafka. {@link #drop} may be called from any thread.
 */
final class PublishSession implements Publication {

    private static final Logger log = LoggerFactory.getLogger(PublishSession.class);

    /** What a tag costs beside its payload, so that empty ones are bounded too. */
    private static final int TAG_OVERHEAD = 64;

    /** A publisher that is not read any more can still have this many times the limit under way. */
    private static final int OVERRUN = 4;

    private static final Duration BETWEEN_TAIL_READS = Duration.ofMillis(500);

    /** What a session needs of the node it runs on. */
    record Surroundings(
            NodeId node,
            MediaLog mediaLog,
            SessionFacts facts,
            SegmentPolicy segments,
            SessionLimits limits,
            IngestMeters meters,
            Clock clock) {}

    private sealed interface Arrival {
        record Media(FlvTag tag, long size) implements Arrival {}

        record Closed(SessionEndReason reason) implements Arrival {}
    }

    private final Granted granted;
    private final String keySha256;
    private final Publisher publisher;
    private final Surroundings on;
    private final PublishTrace trace;
    private final Consumer<PublishSession> whenEnded;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final AtomicLong inbound = new AtomicLong();
    private final AtomicBoolean paused = new AtomicBoolean();
    private final AtomicLong bytes = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Instant startedAt;
    private final MediaLog.Appender appender;
    private final SourceMeter source = new SourceMeter();
    private volatile Instant lastMediaAt;
    private volatile boolean over;
    private volatile @Nullable SessionEndReason dropReason;

    // of the session's thread alone
    private @Nullable Stamper stamper;
    private @Nullable SessionMedia media;
    private boolean active;

    PublishSession(
            Granted granted,
            String keySha256,
            Publisher publisher,
            Surroundings on,
            PublishTrace trace,
            Consumer<PublishSession> whenEnded) {
        this.granted = granted;
        this.keySha256 = keySha256;
        this.publisher = publisher;
        this.on = on;
        this.trace = trace;
        this.whenEnded = whenEnded;
        this.startedAt = on.clock().instant();
        this.lastMediaAt = startedAt;
        this.appender = on.mediaLog().appender(streamId(), granted.grant().lane(), trace);
    }

    StreamId streamId() {
        return granted.grant().streamId();
    }

    long epoch() {
        return granted.grant().epoch();
    }

    Instant grantedAt() {
        return granted.grant().grantedAt();
    }

    String keySha256() {
        return keySha256;
    }

    Instant lastMediaAt() {
        return lastMediaAt;
    }

    /** What goes into this node's beats. */
    Held held() {
        var measured = source.measured(appender.unsentAge().toMillis());
        return new Held(streamId(), epoch(), lastMediaAt, measured.orElse(null), null);
    }

    MediaLog.Appender appender() {
        return appender;
    }

    CompletableFuture<Void> ended() {
        return ended;
    }

    /** The reason it was dropped for, null if it was not. */
    @Nullable SessionEndReason dropReason() {
        return dropReason;
    }

    /** The numbers the stream's next session begins with; known once ended. */
    Numbering next() {
        var used = stamper;
        return used != null && used.hasBegun()
                ? used.next().orLater(granted.numbering())
                : granted.numbering();
    }

    void start() {
        Thread.ofVirtual().name("publish-" + streamId()).start(this::run);
    }

    void drop(SessionEndReason reason, String description) {
        if (dropReason == null) {
            dropReason = reason;
        }
        publisher.drop(reason, description);
    }

    // ---- called on the connection's event loop

    @Override
    public void on(FlvTag tag) {
        if (over) {
            return;
        }
        long size = TAG_OVERHEAD + payloadSize(tag);
        if (size > TAG_OVERHEAD) {
            lastMediaAt = on.clock().instant();
        }
        arrivals.add(new Arrival.Media(tag, size));
        long waiting = inbound.addAndGet(size);
        if (waiting > OVERRUN * on.limits().inboundBytes()) {
            drop(
                    SessionEndReason.PROTOCOL_ERROR,
                    waiting + " bytes waiting exceed " + OVERRUN * on.limits().inboundBytes());
        } else if (waiting > on.limits().inboundBytes() && paused.compareAndSet(false, true)) {
            publisher.readable(false);
            resumeIfDrained();
        }
    }

    private static long payloadSize(FlvTag tag) {
        return switch (tag) {
            case FlvTag.VideoFrame f -> f.payload().remaining();
            case FlvTag.AudioFrame f -> f.payload().remaining();
            case FlvTag.VideoConfiguration c -> 0;
            case FlvTag.AudioConfiguration c -> 0;
            case FlvTag.VideoEnd e -> 0;
            case FlvTag.Metadata m -> 0;
            case FlvTag.OtherTrack o -> 0;
            case FlvTag.Ignored i -> 0;
        };
    }

    @Override
    public void received(long count) {
        bytes.addAndGet(count);
        on.meters().bytes.increment((double) count);
    }

    @Override
    public void closed(SessionEndReason reason) {
        arrivals.add(new Arrival.Closed(reason));
    }

    private void resumeIfDrained() {
        if (inbound.get() < on.limits().inboundBytes() / 2 && paused.compareAndSet(true, false)) {
            publisher.readable(true);
        }
    }

    // ---- on the session's own thread

    private void run() {
        try (var _ = trace.context().makeCurrent()) {
            publish();
        }
    }

    private void publish() {
        var reason = SessionEndReason.PROTOCOL_ERROR;
        String why = "";
        try {
            on.facts()
                    .on(
                            new StreamEvent.SessionStarted(
                                    streamId(),
                                    now(),
                                    epoch(),
                                    on.node(),
                                    publisher.remoteAddress()));
            begin();
            reason = untilClosed();
        } catch (MalformedConfiguration e) {
            why = String.valueOf(e.getMessage());
            drop(reason, why);
        } catch (Superseded e) {
            reason = SessionEndReason.TAKEN_OVER;
            why = String.valueOf(e.getMessage());
            drop(reason, "a newer publisher has the stream");
        } catch (LogUnavailable e) {
            reason = SessionEndReason.SHUTDOWN;
            why = String.valueOf(e.getMessage());
            drop(reason, "the server cannot take media now, try again later");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            why = "an error of ours";
            log.error("stream {}: session failed", streamId(), e);
            drop(reason, "internal error");
        } finally {
            end(reason, why);
        }
    }

    private void begin() throws InterruptedException {
        var tail = tail();
        if (tail.epoch() > epoch()) {
            throw new Superseded("the log holds epoch " + tail.epoch() + ", newer than " + epoch());
        }
        var numbering = tail.next().orLater(granted.numbering());
        var grant = granted.grant();
        var segments = on.segments().in(grant.latencyMode()).with(grant.encryption());
        var stamping = new Stamper(streamId(), epoch(), numbering, segments, appender::append);
        stamper = stamping;
        media =
                new SessionMedia(
                        new Timeline(this::microseconds),
                        stamping,
                        appender,
                        on.limits(),
                        on.meters(),
                        source);
    }

    private Tail tail() throws InterruptedException {
        var deadline = on.clock().instant().plus(on.limits().unsentTime());
        while (true) {
            try {
                return on.mediaLog().tail(streamId(), granted.grant().lane());
            } catch (LogUnavailable e) {
                if (on.clock().instant().isAfter(deadline) || dropReason != null) {
                    throw e;
                }
                log.warn("stream {} waits for the log: {}", streamId(), e.getMessage());
                TimeUnit.MILLISECONDS.sleep(BETWEEN_TAIL_READS.toMillis());
            }
        }
    }

    private SessionEndReason untilClosed() throws InterruptedException {
        var pipeline = Objects.requireNonNull(media);
        while (true) {
            switch (arrivals.take()) {
                case Arrival.Closed closed -> {
                    return closed.reason();
                }
                case Arrival.Media arrived -> {
                    pipeline.take(arrived.tag());
                    inbound.addAndGet(-arrived.size());
                    resumeIfDrained();
                    noteActive();
                }
            }
        }
    }

    private void noteActive() {
        var stamping = stamper;
        if (active || stamping == null || !stamping.hasBegun()) {
            return;
        }
        active = true;
        on.facts().on(new StreamEvent.SessionActive(streamId(), now(), epoch()));
        log.info(
                "stream {}: publisher from {} with {} (epoch {}{}, lane {}, segment {})",
                streamId(),
                publisher.remoteAddress(),
                stamping.tracks().stream()
                        .map(PublishSession::describe)
                        .collect(Collectors.joining(" and ")),
                epoch(),
                granted.cached() ? " by cached grant" : "",
                granted.grant().lane(),
                stamping.next().segment() - 1);
    }

    private static String describe(Track track) {
        return switch (track) {
            case Track.Video v -> v.codec() + " " + v.width() + "x" + v.height();
            case Track.Audio a -> a.codec() + " " + a.sampleRate() + " Hz " + a.channels() + " ch";
        };
    }

    private void end(SessionEndReason reason, String why) {
        over = true;
        arrivals.clear();
        var pipeline = media;
        try {
            if (pipeline != null) {
                pipeline.end();
            }
        } catch (RuntimeException e) {
            log.error("stream {}: END could not be written", streamId(), e);
        }
        noteActive();
        var stamping = stamper;
        var last = stamping != null && stamping.hasBegun() ? stamping.next() : null;
        on.facts()
                .on(
                        new StreamEvent.SessionEnded(
                                streamId(),
                                now(),
                                epoch(),
                                reason,
                                bytes.get(),
                                last == null ? null : last.segment() - 1,
                                last == null ? null : last.discontinuitySequence() - 1,
                                last == null ? null : last.targetDuration()));
        trace.over("it ended before its media was logged");
        on.meters().lostRecords.increment((double) appender.lost());
        say(reason, why);
        whenEnded.accept(this);
        ended.complete(null);
    }

    private void say(SessionEndReason reason, String why) {
        var words = reason.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        var pipeline = media;
        log.info(
                "stream {} closed: {}{} after {} s, {} bytes, {} video and {} audio units, {} undecodable, {} ms dropped, {} records lost",
                streamId(),
                words,
                why.isEmpty() ? "" : " (" + why + ")",
                Duration.between(startedAt, on.clock().instant()).toSeconds(),
                bytes.get(),
                pipeline == null ? 0 : pipeline.videoUnits,
                pipeline == null ? 0 : pipeline.audioUnits,
                pipeline == null ? 0 : pipeline.undecodable(),
                pipeline == null ? 0 : pipeline.droppedMilliseconds,
                appender.lost());
    }

    private Instant now() {
        return on.clock().instant();
    }

    private long microseconds() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, now());
    }
}
