package tv.headwater.packager.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.TimedMetadata;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.segment.Feed;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.segment.PartialSegment;
import tv.headwater.packager.segment.Verdict;
import tv.headwater.packager.window.Poster;
import tv.headwater.packager.window.SourceReach;
import tv.headwater.packager.window.StreamWindow;
import tv.headwater.packager.window.WindowLimits;

/**
 * One stream: its feeds, touched by the packaging thread alone, and its window, which any thread may read. What becomes of a
 * record depends on those of its own feed alone, so that it does not matter how a reader interleaves the topics.
 */
final class LiveStream {

    private static final Logger log = LoggerFactory.getLogger(LiveStream.class);

    /** The source, and twice as many as a ladder has rungs. */
    static final int MAX_FEEDS = 17;

    static final int MAX_POSTER_LENGTH = 512 * 1024;

    private final StreamId streamId;
    private final WindowLimits limits;
    private final Feed.Keys keys;
    private final PackagingMetrics metrics;
    private final Archive archive;
    private final FirstParts firstParts;
    private final Map<Rendition, Producer> producers = new HashMap<>();
    private final Waiters waiters;
    private final SourceReach reach = new SourceReach();
    private volatile StreamWindow window = StreamWindow.EMPTY;
    private long lastRecordAt;
    private long heardAt;
    private boolean published;

    /** How long after its wall clock the source's newest unit was stamped, µs: a publisher's clock may drift. */
    private long stampedAfter;

    /**
     * @param releasing runs what waiters do when they are released
     */
    LiveStream(
            StreamId streamId,
            Feed.Keys keys,
            WindowLimits limits,
            PackagingMetrics metrics,
            Archive archive,
            FirstParts firstParts,
            Executor releasing) {
        this.streamId = streamId;
        this.keys = keys;
        this.limits = limits;
        this.metrics = metrics;
        this.archive = archive;
        this.firstParts = firstParts;
        this.waiters = new Waiters(releasing);
    }

    StreamWindow window() {
        return window;
    }

    /** When its newest record was written, ms since 1970. */
    long lastRecordAt() {
        return lastRecordAt;
    }

    /** When its newest record was read, ms by the reader's clock. */
    long heardAt() {
        return heardAt;
    }

    /** Bytes held for it, complete and open. */
    long bytes() {
        long bytes = window.bytes();
        for (var producer : producers.values()) {
            bytes += producer.feed.size();
        }
        return bytes;
    }

    /**
     * Takes a record in. A transcoded rendition that fails goes alone.
     *
     * @param at when it was written, ms since 1970
     * @param heardAt when it was read, ms by the reader's clock
     * @throws RuntimeException if the source cannot be packaged
     */
    Verdict accept(SessionRecord record, long at, long heardAt) {
        lastRecordAt = Math.max(lastRecordAt, at);
        this.heardAt = heardAt;
        var rendition = record.stamp().rendition();
        if (rendition.equals(Rendition.POSTER)) {
            return record instanceof AccessUnit unit ? poster(unit) : Verdict.TAKEN;
        }
        if (!producers.containsKey(rendition) && producers.size() >= MAX_FEEDS) {
            return Verdict.TOO_MANY_RENDITIONS;
        }
        var producer = producers.computeIfAbsent(rendition, Producer::new);
        published = false;
        try {
            var verdict = producer.accept(record, at, heardAt);
            if (verdict == Verdict.TAKEN && rendition.equals(Rendition.SOURCE)) {
                reach.on(record);
            }
            if (published) {
                waiters.released(window);
            }
            return verdict;
        } catch (RuntimeException e) {
            if (rendition.equals(Rendition.SOURCE)) {
                throw e;
            }
            long epoch = record.stamp().epoch();
            log.error("stream {} {} epoch {} is dropped: it failed", streamId, rendition, epoch, e);
            producer.fail(epoch);
            waiters.released(window);
            return Verdict.FAULTY;
        }
    }

    /** Takes timed metadata in, which stands among the source's records. */
    void accept(TimedMetadata metadata) {
        window = window.with(metadata, reach);
        var source = producers.get(Rendition.SOURCE);
        if (source != null && !metadata.again()) {
            source.feed.tell(metadata.event());
        }
    }

    private Verdict poster(AccessUnit unit) {
        if (!unit.codec().equals(FourCc.JPEG)) {
            return Verdict.UNKNOWN_TRACK;
        }
        if (unit.payload().remaining() > MAX_POSTER_LENGTH) {
            return Verdict.TOO_LONG;
        }
        var stamp = unit.stamp();
        var newest = window.poster();
        if (newest != null && stamp.epoch() < newest.epoch()) {
            return Verdict.OLD_EPOCH;
        }
        if (newest != null
                && stamp.epoch() == newest.epoch()
                && stamp.sequence() <= newest.sequence()) {
            return Verdict.REPEATED;
        }
        window = window.with(new Poster(stamp.epoch(), stamp.sequence(), unit.payload()));
        return Verdict.TAKEN;
    }

    /** Completes when {@code awaited} is over, or at once. Called by any thread. */
    CompletionStage<Void> on(Awaited awaited) {
        var list = waiters.on(awaited);
        if (awaited.isOverIn(window)) {
            waiters.released(window);
        }
        return list;
    }

    /** Nothing more comes that anybody could wait for. */
    void releaseWaiters() {
        waiters.releaseAll();
    }

    /** The log skipped some of a writer's records: what is held of it might have holes. */
    void resync(Writer writer) {
        producers.values().stream()
                .filter(producer -> writer.writes(producer.rendition))
                .forEach(Producer::resync);
    }

    /** Closes what is open, though no END came. */
    void close() {
        producers.values().forEach(Producer::close);
        waiters.releaseAll();
    }

    /** Forgets the transcoded renditions of which no record was read since {@code at}, ms by the reader's clock. */
    void forgetIdle(long at) {
        producers
                .values()
                .removeIf(producer -> {
                    boolean idle =
                            !producer.rendition.equals(Rendition.SOURCE) && producer.heardAt < at;
                    if (idle) {
                        producer.forget();
                    }
                    return idle;
                });
    }

    /** When ingest stamped what a unit is, or was made of; µs since 1970. */
    private long stampedAt(AccessUnit unit, long at) {
        long wallClock = unit.stamp().wallClockOrigin() + unit.dts() * 100 / 9;
        if (unit.stamp().rendition().equals(Rendition.SOURCE)) {
            stampedAfter = at * 1_000 - wallClock;
        }
        return wallClock + stampedAfter;
    }

    /** One feed, and what it has brought forth. */
    private final class Producer implements Feed.Listener {
        private final Rendition rendition;
        private final Set<Rendition> renditions = new HashSet<>();
        private final Map<Integer, Long> arrivals = new HashMap<>();
        private Feed feed;
        private long heardAt;
        private long unitAt;
        private long unitStampedAt;
        private @Nullable Stamp unitStamp;
        private long failedEpoch = Long.MIN_VALUE;

        Producer(Rendition rendition) {
            this.rendition = rendition;
            this.feed = new Feed(rendition, keys, this);
        }

        Verdict accept(SessionRecord record, long at, long heardAt) {
            this.heardAt = heardAt;
            if (record.stamp().epoch() <= failedEpoch) {
                return Verdict.FAULTY;
            }
            firstParts.read(record.stamp());
            if (record instanceof AccessUnit unit) {
                unitStamp = unit.stamp();
                unitAt = at;
                unitStampedAt = stampedAt(unit, at);
            }
            var verdict = feed.accept(record);
            if (verdict == Verdict.TAKEN && record instanceof AccessUnit unit) {
                arrivals.put(unit.track(), System.nanoTime());
            }
            if (feed.size() > limits.maxBytes()) {
                throw new IllegalStateException(
                        "open segments of " + feed.size() + " bytes exceed " + limits.maxBytes());
            }
            if (!(record instanceof AccessUnit)) {
                window = window.opened(renditions, feed.isOpen());
            }
            return verdict;
        }

        private void readable(Rendition target) {
            if (unitStamp != null) {
                firstParts.readable(unitStamp, target);
            }
        }

        void fail(long epoch) {
            failedEpoch = epoch;
            feed = new Feed(rendition, keys, this);
            forget();
        }

        void forget() {
            window = window.without(renditions);
            renditions.clear();
        }

        void resync() {
            feed.resync();
            window = window.restarted(renditions);
        }

        void close() {
            feed.close();
            window = window.opened(renditions, false);
        }

        @Override
        public void configured(SessionConfig config, Map<Rendition, Track> tracks) {
            window =
                    window.configured(
                            renditions, tracks, config.targetDuration(), config.segmentTarget());
            renditions.addAll(tracks.keySet());
        }

        @Override
        public void extended(Rendition target, PartialSegment segment) {
            window = window.with(target, segment, limits);
            published = true;
            metrics.readable(target, unitStampedAt, unitAt);
            readable(target);
        }

        @Override
        public void completed(Rendition target, MediaSegment segment) {
            window = window.with(target, segment, limits);
            published = true;
            archive.completed(streamId, target, segment);
            readable(target);
            var arrival = arrivals.get(segment.init().track().id());
            metrics.published(
                    segment,
                    arrival == null
                            ? Duration.ZERO
                            : Duration.ofNanos(System.nanoTime() - arrival));
        }
    }
}
