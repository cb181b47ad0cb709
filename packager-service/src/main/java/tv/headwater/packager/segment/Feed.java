package tv.headwater.packager.segment;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Stamp;
import tv.headwater.contract.media.TimedEvent;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.crypt.ContentKey;
import tv.headwater.packager.crypt.SampleCipher;

/**
 * The records one producer writes for a stream under one rendition name, in the order of the log. Epochs and sequences are
 * compared inside a feed: it lies in one partition, so that every reader sees the same order. Not safe for use by many threads.
 *
 * <p>The source's feed has one writer for each session, and nothing follows its END. A transcoded feed changes hands within a
 * session: a CONFIG may come in the middle of a segment, and one after an END opens it again.
 */
public final class Feed {

    /** Gets what comes out, during {@link #accept}. */
    public interface Listener {

        /** A CONFIG came; {@code tracks} are the renditions the feed has from here on. */
        void configured(SessionConfig config, Map<Rendition, Track> tracks);

        /** The segment a rendition is at has more parts than before. */
        void extended(Rendition rendition, PartialSegment segment);

        void completed(Rendition rendition, MediaSegment segment);
    }

    /** The content keys of a stream. */
    public interface Keys {

        /** Of a stream that is not encrypted. */
        Keys NONE = _ -> Optional.empty();

        /** The key of a number; empty while it is not known. */
        Optional<ContentKey> key(long number);
    }

    private static final int MAX_DISCONTINUITIES = 8;

    private final Rendition rendition;
    private final Keys keys;
    private final Listener listener;
    private final Map<Rendition, TrackSegmenter> segmenters = new LinkedHashMap<>();
    private final Deque<Discontinuity> discontinuities = new ArrayDeque<>();
    private long epoch = Long.MIN_VALUE;
    private long sequence;
    private boolean open;
    private boolean joined;
    private boolean abandoned;

    /** Segments up to this one take nothing more in. */
    private long closedThrough = Long.MIN_VALUE;

    /**
     * What holds from segment {@code from} on. The one before stays known, because audio may still be in a segment that
     * video has left.
     */
    private record Discontinuity(
            long from,
            long sequence,
            int keyPeriod,
            Map<Integer, Rendition> renditions,
            Map<Integer, InitSegment> inits) {}

    /**
     * @param rendition as the records' stamps have it
     */
    public Feed(Rendition rendition, Keys keys, Listener listener) {
        this.rendition = rendition;
        this.keys = keys;
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
    public Verdict accept(SessionRecord record) {
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
        if (stamp.epoch() == epoch && !open && !opensAgain(record)) {
            return Verdict.AFTER_END;
        }
        var verdict =
                switch (record) {
                    case Configuration configuration -> on(configuration);
                    case AccessUnit unit -> on(unit);
                    case EndOfSession _ -> end();
                };
        epoch = stamp.epoch();
        sequence = stamp.sequence();
        return verdict;
    }

    /** Puts timed metadata into the media: where there is audio into that alone, which all video renditions share. */
    public void tell(TimedEvent event) {
        var segmenter = segmenters.getOrDefault(Rendition.AUDIO, segmenters.get(Rendition.SOURCE));
        if (segmenter != null) {
            segmenter.tell(event);
        }
    }

    private boolean opensAgain(SessionRecord record) {
        return isTranscoded() && !abandoned && record instanceof Configuration;
    }

    private boolean isTranscoded() {
        return !rendition.equals(Rendition.SOURCE);
    }

    /** Closes what is open although no END came, until the next session. */
    public void close() {
        end();
        abandoned = true;
    }

    /** Records were lost on the way here: forgets the open segments, and goes on with the next CONFIG's. */
    public void resync() {
        segmenters.clear();
        discontinuities.clear();
        joined = false;
    }

    private Verdict on(Configuration configuration) {
        var stamp = configuration.stamp();
        var config = configuration.config();
        if (stamp.epoch() != epoch) {
            end();
            abandoned = false;
            closedThrough = Long.MIN_VALUE;
        }
        open = true;
        join(configuration);
        var last = discontinuities.peekLast();
        var next = discontinuity(stamp, config);
        if (last != null && continues(last, next)) {
            finishAllBut(last);
        } else {
            begin(next);
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

    /**
     * A transcoder's CONFIG may stand in the middle of its segment. Whoever begins to read there would make another segment of
     * the rest than those who had all of it.
     */
    private void join(Configuration configuration) {
        if (!joined && isTranscoded() && !configuration.discontinuity()) {
            closedThrough = configuration.stamp().segment();
        }
        joined = true;
    }

    private boolean continues(Discontinuity last, Discontinuity next) {
        return last.sequence() == next.sequence()
                && last.keyPeriod() == next.keyPeriod()
                && (!isTranscoded() || last.inits().equals(next.inits()));
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
        gone.values().forEach(TrackSegmenter::finish);
    }

    private Discontinuity discontinuity(Stamp stamp, SessionConfig config) {
        Map<Integer, Rendition> renditions = new HashMap<>();
        Map<Integer, InitSegment> inits = new HashMap<>();
        for (var track : config.tracks()) {
            var target = rendition(track);
            if (target != null && !renditions.containsValue(target)) {
                renditions.put(track.id(), target);
                inits.put(track.id(), init(stamp, config, track));
            }
        }
        return new Discontinuity(
                stamp.segment(),
                config.discontinuitySequence(),
                config.keyPeriod(),
                renditions,
                inits);
    }

    private InitSegment init(Stamp stamp, SessionConfig config, Track track) {
        if (config.keyPeriod() > 0) {
            SampleCipher.refusal(track)
                    .ifPresent(why -> {
                        throw new IllegalArgumentException(why);
                    });
        }
        long number = config.discontinuitySequence();
        var origin = new Origin(stamp.wallClockOrigin(), config.discontinuityStart());
        return isTranscoded()
                ? InitSegment.transcoded(number, origin, track, config.partTarget())
                : InitSegment.published(number, origin, track, config.partTarget());
    }

    /** The source's audio is a rendition of its own, which all video renditions share; null for a track nobody lists. */
    private @Nullable Rendition rendition(Track track) {
        boolean transcodedAudio = rendition.equals(Rendition.AUDIO_AAC);
        return switch (track) {
            case Track.Video _ -> transcodedAudio ? null : rendition;
            case Track.Audio _ when transcodedAudio -> rendition;
            case Track.Audio _ -> isTranscoded() ? null : Rendition.AUDIO;
        };
    }

    private Verdict on(AccessUnit unit) {
        long segment = unit.stamp().segment();
        var discontinuity = discontinuity(segment);
        if (discontinuity == null || segment <= closedThrough) {
            return Verdict.BEFORE_CONFIG;
        }
        var init = discontinuity.inits().get(unit.track());
        var target = discontinuity.renditions().get(unit.track());
        if (init == null || target == null) {
            return Verdict.UNKNOWN_TRACK;
        }
        var segmenter = segmenters.computeIfAbsent(target, this::segmenter);
        if (!segmenter.accepts(unit, init)) {
            return Verdict.UNORDERED;
        }
        if (segmenter.append(unit)) {
            return Verdict.TAKEN;
        }
        var next = open(unit, init, discontinuity.keyPeriod());
        if (next.isEmpty()) {
            // A key that comes later does not open the rest: that would be another segment than
            // others have.
            closedThrough = segment;
            return Verdict.NO_KEY;
        }
        segmenter.begin(next.get(), unit);
        return Verdict.TAKEN;
    }

    /** Empty where it must be encrypted and cannot. */
    private Optional<OpenSegment> open(AccessUnit first, InitSegment init, int keyPeriod) {
        if (keyPeriod == 0) {
            return Optional.of(new OpenSegment(first, init, null));
        }
        return keys.key(ContentKey.number(first.stamp().segment(), keyPeriod))
                .map(key ->
                        new OpenSegment(
                                first, init.encrypted(key), SampleCipher.of(init.track(), key)));
    }

    private TrackSegmenter segmenter(Rendition target) {
        return new TrackSegmenter(
                new TrackSegmenter.Output() {
                    @Override
                    public void extended(PartialSegment segment) {
                        listener.extended(target, segment);
                    }

                    @Override
                    public void completed(MediaSegment segment) {
                        listener.completed(target, segment);
                    }
                });
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
        for (var segmenter : segmenters.values()) {
            closedThrough = Math.max(closedThrough, segmenter.msn());
            segmenter.finish();
        }
        segmenters.clear();
        discontinuities.clear();
        open = false;
        return Verdict.TAKEN;
    }
}
