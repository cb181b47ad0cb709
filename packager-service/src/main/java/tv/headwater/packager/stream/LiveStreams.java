package tv.headwater.packager.stream;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.segment.Verdict;
import tv.headwater.packager.window.StreamWindow;
import tv.headwater.packager.window.WindowLimits;

/**
 * The streams this packager holds. The packaging thread feeds and evicts them; windows may be read by any thread. What goes
 * wrong in one stream stays there.
 */
public final class LiveStreams {

    private static final Logger log = LoggerFactory.getLogger(LiveStreams.class);

    /** A session of an ended stream that has been silent this long is over, though its ingest wrote no END. */
    static final Duration SILENCE = Duration.ofSeconds(10);

    /**
     * How much is kept.
     *
     * @param window of each stream
     * @param memory bytes of all streams; the longest idle ones go where it is exceeded
     * @param idle a stream or a transcoded rendition without a record for so long goes; the log has forgotten it too
     */
    public record Limits(WindowLimits window, long memory, Duration idle) {}

    private final Limits limits;
    private final PackagingMetrics metrics;
    private final Fates fates;
    private final ContentSecrets secrets;
    private final InstantSource clock;
    private final Runnable onHeldChange;
    private final Archive archive;
    private final FirstParts firstParts;
    private final Map<StreamId, LiveStream> streams = new ConcurrentHashMap<>();
    private final Faults faults = new Faults();
    private final Claims claims = new Claims();
    private final AtomicLong bytes = new AtomicLong();

    /** Waiters' requests are answered there. */
    private final Executor releasing = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param fates which streams have ended or are gone
     * @param secrets of encrypted streams
     * @param clock for how long ago something was: of what records say when they were written it knows nothing, nor need it agree
     * @param onHeldChange called on the packaging thread when {@link #held} has changed
     */
    public LiveStreams(
            Limits limits,
            PackagingMetrics metrics,
            Fates fates,
            ContentSecrets secrets,
            InstantSource clock,
            Runnable onHeldChange) {
        this(
                limits,
                metrics,
                fates,
                secrets,
                clock,
                onHeldChange,
                Archive.NONE,
                FirstParts.UNTRACED);
    }

    /**
     * @param archive gets every complete segment
     * @param firstParts hears of the first parts of each publication
     */
    public LiveStreams(
            Limits limits,
            PackagingMetrics metrics,
            Fates fates,
            ContentSecrets secrets,
            InstantSource clock,
            Runnable onHeldChange,
            Archive archive,
            FirstParts firstParts) {
        this.archive = archive;
        this.firstParts = firstParts;
        this.limits = limits;
        this.metrics = metrics;
        this.fates = fates;
        this.secrets = secrets;
        this.clock = clock;
        this.onHeldChange = onHeldChange;
        metrics.gauge("streams", this, all -> all.held().size());
        metrics.gauge("window.bytes", this, LiveStreams::bytes);
    }

    /** What a stream offers; empty if it has nothing, or is deleted. */
    public Optional<StreamWindow> window(StreamId streamId) {
        var stream = streams.get(streamId);
        return stream == null || fates.isDeleted(streamId)
                ? Optional.empty()
                : Optional.of(stream.window());
    }

    /**
     * Completes when what is awaited of a stream is there, can no longer come, or the stream is gone: look again then. At once where it
     * is not held. Called by any thread.
     */
    public CompletionStage<Void> on(StreamId streamId, Awaited awaited) {
        var stream = streams.get(streamId);
        return stream == null ? CompletableFuture.completedStage(null) : stream.on(awaited);
    }

    /** The streams with something to play. */
    public List<StreamId> held() {
        return streams.entrySet().stream()
                .filter(entry -> entry.getValue().window().hasSegments())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    /** Bytes held for all streams. */
    public long bytes() {
        return bytes.get();
    }

    /** How full the memory is, 0 to 1. */
    public double load() {
        return Math.min(1, bytes.doubleValue() / limits.memory());
    }

    /**
     * The record that comes next is a session's first and says what trace it belongs to. Called by the packaging thread.
     *
     * @param at when it was written, ms since 1970
     */
    public void published(Stamp stamp, SpanContext trace, long at) {
        firstParts.published(stamp, trace, at);
    }

    /**
     * Takes a record in. Called by the packaging thread.
     *
     * @param at when it was written, ms since 1970
     */
    public void on(Writer writer, MediaRecord record, long at) {
        var streamId = record.stamp().streamId();
        if (fates.isDeleted(streamId)) {
            metrics.dropped("deleted");
        } else if (writer == Writer.TRANSCODER && !claims.admit(record)) {
            dropped(streamId, Verdict.SUPERSEDED);
        } else {
            switch (record) {
                case Claim claim when writer == Writer.TRANSCODER -> claims.on(claim);
                case SessionRecord media when writer.writes(media.stamp().rendition()) ->
                        on(media, at);
                case TimedMetadata metadata when writer == Writer.INGEST -> on(metadata);
                case Claim _, SessionRecord _, TimedMetadata _ ->
                        dropped(streamId, Verdict.MISPLACED);
            }
        }
    }

    /** Of a stream without media nothing is told: its window begins later. */
    private void on(TimedMetadata metadata) {
        var stream = streams.get(metadata.stamp().streamId());
        if (stream != null) {
            stream.accept(metadata);
        }
    }

    private void on(SessionRecord record, long at) {
        var stamp = record.stamp();
        var streamId = stamp.streamId();
        if (faults.covers(streamId, stamp.epoch())) {
            metrics.dropped("faulty");
            return;
        }
        var stream = streams.computeIfAbsent(streamId, this::live);
        boolean held = stream.window().hasSegments();
        long before = stream.bytes();
        try {
            var verdict = stream.accept(record, at, clock.millis());
            if (verdict != Verdict.TAKEN) {
                dropped(streamId, verdict);
            }
            if (record instanceof EndOfSession) {
                releaseIfOver(streamId, stream);
            }
            bytes.addAndGet(stream.bytes() - before);
        } catch (RuntimeException e) {
            bytes.addAndGet(-before);
            streams.remove(streamId);
            stream.releaseWaiters();
            faults.add(streamId, stamp.epoch());
            metrics.evicted("fault");
            log.error("stream {} epoch {} is dropped: it failed", streamId, stamp.epoch(), e);
        }
        if (held != window(streamId).map(StreamWindow::hasSegments).orElse(false)) {
            onHeldChange.run();
        }
        if (bytes.get() > limits.memory()) {
            evictLongestIdle();
        }
    }

    private void releaseIfOver(StreamId streamId, LiveStream stream) {
        if (fates.isEnded(streamId) && !stream.window().isGrowing()) {
            stream.releaseWaiters();
        }
    }

    private LiveStream live(StreamId streamId) {
        return new LiveStream(
                streamId,
                number -> secrets.key(streamId, number),
                limits.window(),
                metrics,
                archive,
                firstParts,
                releasing);
    }

    private void dropped(StreamId streamId, Verdict verdict) {
        metrics.dropped(verdict.tag());
        // Every reader but the first meets a segment whose beginning the log has forgotten.
        if (verdict == Verdict.BEFORE_CONFIG || !faults.isNews(streamId, verdict.tag())) {
            return;
        }
        if (verdict == Verdict.NO_KEY) {
            log.warn(
                    "stream {} is encrypted, but its secret is not known: segments that begin before it is are not packaged",
                    streamId);
        } else {
            log.warn("stream {}: records are dropped: {}", streamId, verdict.tag());
        }
    }

    /** A record of the stream, if its key tells which, could not be read. */
    public void malformed(String key, String why) {
        metrics.dropped("malformed");
        if (!StreamId.isValid(key)) {
            log.warn("a record without a stream id is dropped: {}", why);
        } else if (faults.isNews(new StreamId(key), "malformed")) {
            log.warn("stream {}: a record is dropped: {}", key, why);
        }
    }

    /** Records of these streams, by this writer, were lost on the way here. */
    public void resync(Writer writer, Iterable<StreamId> lost) {
        for (var streamId : lost) {
            var stream = streams.get(streamId);
            if (stream != null) {
                counting(stream, () -> stream.resync(writer));
                log.warn(
                        "stream {}: the log skipped records, what {} wrote starts anew",
                        streamId,
                        writer);
                onHeldChange.run();
            }
        }
    }

    /** Looks after streams that get no records. Called by the packaging thread now and then. */
    public void tick() {
        long now = clock.millis();
        for (var entry : streams.entrySet()) {
            var streamId = entry.getKey();
            var stream = entry.getValue();
            long silentMillis = now - stream.heardAt();
            if (fates.isDeleted(streamId)) {
                evict(streamId, "deleted");
            } else if (silentMillis > limits.idle().toMillis()) {
                evict(streamId, "idle");
            } else {
                counting(stream, () -> stream.forgetIdle(now - limits.idle().toMillis()));
                if (silentMillis > SILENCE.toMillis()
                        && fates.isEnded(streamId)
                        && stream.window().isGrowing()) {
                    counting(stream, stream::close);
                }
                releaseIfOver(streamId, stream);
            }
        }
        archive.tick();
    }

    private void counting(LiveStream stream, Runnable change) {
        long before = stream.bytes();
        change.run();
        bytes.addAndGet(stream.bytes() - before);
    }

    private void evictLongestIdle() {
        while (bytes.get() > limits.memory() && streams.size() > 1) {
            streams.entrySet().stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().lastRecordAt()))
                    .ifPresent(entry -> evict(entry.getKey(), "memory"));
        }
    }

    private void evict(StreamId streamId, String reason) {
        var stream = streams.remove(streamId);
        if (stream != null) {
            bytes.addAndGet(-stream.bytes());
            stream.releaseWaiters();
            metrics.evicted(reason);
            log.info("stream {} is let go: {}", streamId, reason);
            onHeldChange.run();
        }
    }
}
