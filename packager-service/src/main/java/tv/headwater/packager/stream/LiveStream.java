package tv.headwater.packager.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.segment.Feed;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.segment.Verdict;
import tv.headwater.packager.window.StreamWindow;
import tv.headwater.packager.window.WindowLimits;

/** One stream: its feeds, touched by the packaging thread alone, and its window, which any thread may read. */
final class LiveStream {

    private final WindowLimits limits;
    private final PackagingMetrics metrics;
    private final Map<Rendition, Source> sources = new HashMap<>();
    private volatile StreamWindow window = StreamWindow.EMPTY;
    private long lastRecordAt;

    LiveStream(WindowLimits limits, PackagingMetrics metrics) {
        this.limits = limits;
        this.metrics = metrics;
    }

    StreamWindow window() {
        return window;
    }

    /** When its newest record was written, ms since 1970. */
    long lastRecordAt() {
        return lastRecordAt;
    }

    /** Bytes held for it, complete and open. */
    long bytes() {
        long bytes = window.bytes();
        for (var source : sources.values()) {
            bytes += source.feed.size();
        }
        return bytes;
    }

    /**
     * Takes a record in.
     *
     * @param at when it was written, ms since 1970
     * @throws IllegalStateException if a segment that is still open exceeds the limit of a whole window
     */
    Verdict accept(MediaRecord record, long at) {
        lastRecordAt = Math.max(lastRecordAt, at);
        var source = sources.computeIfAbsent(record.stamp().rendition(), Source::new);
        var verdict = source.feed.accept(record);
        if (verdict == Verdict.TAKEN) {
            source.arrived(record);
        }
        if (source.feed.size() > limits.maxBytes()) {
            throw new IllegalStateException(
                    "open segments of "
                            + source.feed.size()
                            + " bytes exceed "
                            + limits.maxBytes());
        }
        updateSession();
        return verdict;
    }

    /** The log skipped some of its records: what is held might have holes. */
    void resync() {
        sources.values().forEach(Source::resync);
    }

    /** Closes what is open, though no END came. */
    void close() {
        sources.values().forEach(source -> source.feed.close());
        updateSession();
    }

    private void updateSession() {
        window = window.session(sources.values().stream().anyMatch(source -> source.feed.isOpen()));
    }

    /** One feed, and what it has brought forth. */
    private final class Source implements Feed.Listener {
        private final Feed feed;
        private final Set<Rendition> renditions = new HashSet<>();
        private final Map<Integer, Long> arrivals = new HashMap<>();

        Source(Rendition rendition) {
            feed = new Feed(rendition, this);
        }

        void arrived(MediaRecord record) {
            if (record instanceof AccessUnit unit) {
                arrivals.put(unit.track(), System.nanoTime());
            }
        }

        void resync() {
            feed.resync();
            window = window.restarted(renditions);
        }

        @Override
        public void configured(SessionConfig config, Map<Rendition, Track> tracks) {
            window = window.configured(renditions, tracks, config.targetDuration());
            renditions.addAll(tracks.keySet());
        }

        @Override
        public void completed(Rendition rendition, MediaSegment segment) {
            window = window.with(rendition, segment, limits);
            var arrival = arrivals.get(segment.init().track().id());
            metrics.published(
                    segment,
                    arrival == null
                            ? Duration.ZERO
                            : Duration.ofNanos(System.nanoTime() - arrival));
        }
    }
}
