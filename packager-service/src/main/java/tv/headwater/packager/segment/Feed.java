package tv.headwater.packager.segment;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.Track;

/**
 * The records one producer writes for a stream under one rendition name, in the order of the log. Epochs and sequences are
 * compared inside a feed: it lies in one partition, so that every reader sees the same order. Not safe for use by many threads.
 */
public final class Feed {

    /** Gets what comes out, during {@link #accept}. */
    public interface Listener {

        /** A CONFIG came; {@code tracks} are the renditions the feed has from here on. */
        void configured(SessionConfig config, Map<Rendition, Track> tracks);

        void completed(Rendition rendition, MediaSegment segment);
    }

    private static final int MAX_DISCONTINUITIES = 8;

    private final Rendition rendition;
    private final Listener listener;
    private final Map<Rendition, TrackSegmenter> segmenters = new LinkedHashMap<>();
    private final Deque<Discontinuity> discontinuities = new ArrayDeque<>();
    private long epoch = Long.MIN_VALUE;
    private long sequence;
    private boolean open;

    /**
     * What holds from segment {@code from} on. The one before stays known, because audio may still be in a segment that
     * video has left.
     */
    private record Discontinuity(
            long from,
            long sequence,
            Map<Integer, Rendition> renditions,
            Map<Integer, InitSegment> inits) {}

    /**
     * @param rendition as the records' stamps have it
     */
    public Feed(Rendition rendition, Listener listener) {
        this.rendition = rendition;
        this.listener = listener;
    }

    /** Whether a session has begun and neither ended nor been replaced. */
    public boolean isOpen() {
        return open;
    }

    /** Payload bytes of the open segments. */
    public long size() {
        long size = 0;
        for (var segmenter : segmenters.values()) {
            size += segmenter.size();
        }
        return size;
    }

    /**
     * Takes the next record in.
     *
     * @throws IllegalArgumentException if a configuration cannot be packaged
     * @throws ArithmeticException if a time exceeds what CMAF can say
     */
    public Verdict accept(MediaRecord record) {
        var stamp = record.stamp();
        if (stamp.epoch() < epoch) {
            return Verdict.OLD_EPOCH;
        }
        if (stamp.epoch() > epoch && !(record instanceof Configuration)) {
            return Verdict.BEFORE_CONFIG;
        }
        if (stamp.epoch() == epoch && stamp.sequence() <= sequence) {
            return Verdict.REPEATED;
        }
        if (stamp.epoch() == epoch && !open) {
            return Verdict.AFTER_END;
        }
        var verdict =
                switch (record) {
                    case Configuration configuration -> on(configuration);
                    case AccessUnit unit -> on(unit);
                    case EndOfSession _ -> end();
                    case Claim _ -> throw new IllegalArgumentException("a claim is no feed's");
                };
        epoch = stamp.epoch();
        sequence = stamp.sequence();
        return verdict;
    }

    /** Closes what is open although no END came. */
    public void close() {
        end();
    }

    /** Records were lost on the way here: forgets the open segments, and goes on with the next CONFIG's. */
    public void resync() {
        segmenters.clear();
        discontinuities.clear();
    }

    private Verdict on(Configuration configuration) {
        var stamp = configuration.stamp();
        var config = configuration.config();
        if (stamp.epoch() != epoch) {
            end();
            open = true;
        }
        var last = discontinuities.peekLast();
        if (last == null || last.sequence() != config.discontinuitySequence()) {
            begin(discontinuity(stamp, config));
        } else {
            finishAllBut(last);
        }
        Map<Rendition, Track> tracks = new LinkedHashMap<>();
        for (var track : config.tracks()) {
            var target = rendition(track);
            if (target != null) {
                tracks.putIfAbsent(target, track);
            }
        }
        listener.configured(config, tracks);
        return Verdict.TAKEN;
    }

    private void begin(Discontinuity next) {
        discontinuities.addLast(next);
        if (discontinuities.size() > MAX_DISCONTINUITIES) {
            discontinuities.removeFirst();
        }
    }

    /** A whole segment after a track has gone from the configuration, none of its units can come any more. */
    private void finishAllBut(Discontinuity current) {
        var gone = new LinkedHashMap<>(segmenters);
        gone.keySet().removeAll(current.renditions().values());
        gone.forEach(this::finish);
    }

    private Discontinuity discontinuity(Stamp stamp, SessionConfig config) {
        Map<Integer, Rendition> renditions = new HashMap<>();
        Map<Integer, InitSegment> inits = new HashMap<>();
        for (var track : config.tracks()) {
            var target = rendition(track);
            if (target != null && !renditions.containsValue(target)) {
                renditions.put(track.id(), target);
                inits.put(
                        track.id(),
                        InitSegment.of(config.discontinuitySequence(), track, config.partTarget()));
            }
        }
        return new Discontinuity(
                stamp.segment(), config.discontinuitySequence(), renditions, inits);
    }

    /** The source's audio is a rendition of its own, which all video renditions share; null for a track nobody lists. */
    private @Nullable Rendition rendition(Track track) {
        return switch (track) {
            case Track.Video _ -> rendition.equals(Rendition.AUDIO) ? null : rendition;
            case Track.Audio _ -> rendition.equals(Rendition.SOURCE) ? Rendition.AUDIO : null;
        };
    }

    private Verdict on(AccessUnit unit) {
        var discontinuity = discontinuity(unit.stamp().segment());
        if (discontinuity == null) {
            return Verdict.BEFORE_CONFIG;
        }
        var init = discontinuity.inits().get(unit.track());
        var target = discontinuity.renditions().get(unit.track());
        if (init == null || target == null) {
            return Verdict.UNKNOWN_TRACK;
        }
        var segmenter = segmenters.computeIfAbsent(target, _ -> new TrackSegmenter());
        if (!segmenter.accepts(unit, init)) {
            return Verdict.UNORDERED;
        }
        var complete = segmenter.add(unit, init);
        if (complete != null) {
            listener.completed(target, complete);
        }
        return Verdict.TAKEN;
    }

    private @Nullable Discontinuity discontinuity(long segment) {
        for (var each = discontinuities.descendingIterator(); each.hasNext(); ) {
            var discontinuity = each.next();
            if (discontinuity.from() <= segment) {
                return discontinuity;
            }
        }
        return null;
    }

    private Verdict end() {
        segmenters.forEach(this::finish);
        segmenters.clear();
        discontinuities.clear();
        open = false;
        return Verdict.TAKEN;
    }

    private void finish(Rendition target, TrackSegmenter segmenter) {
        var complete = segmenter.finish();
        if (complete != null) {
            listener.completed(target, complete);
        }
    }
}
