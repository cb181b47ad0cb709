package tv.headwater.packager.playlist;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.packager.crypt.KeyTag;
import tv.headwater.packager.playlist.PastSegments.Place;

/**
 * A Media Playlist (RFC 8216bis 4.4.3).
 *
 * @param targetDuration EXT-X-TARGETDURATION, seconds
 * @param mediaSequence EXT-X-MEDIA-SEQUENCE: the number of the first segment; the others follow without a hole
 * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE: that of the first segment
 * @param independentSegments EXT-X-INDEPENDENT-SEGMENTS
 * @param lowLatency null in a playlist of whole segments
 * @param endList EXT-X-ENDLIST
 */
public record MediaPlaylist(
        int targetDuration,
        long mediaSequence,
        long discontinuitySequence,
        boolean independentSegments,
        DateRangeTags dateRanges,
        List<Segment> segments,
        @Nullable LowLatency lowLatency,
        boolean endList) {

    /** Needed by an EXTINF that is no whole number, where nothing needs more. */
    static final int PLAIN_VERSION = 3;

    /** Needed by EXT-X-MAP in a playlist of whole segments (RFC 8216bis 8). */
    static final int VERSION = 6;

    /** Needed by EXT-X-SKIP. */
    static final int DELTA_VERSION = 9;

    /** Needed by an EXT-X-SKIP that stands for date ranges too. */
    static final int DATE_RANGE_DELTA_VERSION = 10;

    public MediaPlaylist {
        segments = List.copyOf(segments);
    }

    /**
     * A Media Segment.
     *
     * @param duration EXTINF, in units of 1/{@code timescale} s
     * @param programDateTime EXT-X-PROGRAM-DATE-TIME
     * @param map the URI of EXT-X-MAP, written where it changes; empty where segments have none
     * @param key EXT-X-KEY, written where it changes; null in the clear
     * @param discontinuitySequence EXT-X-DISCONTINUITY is written as often as this is more than the segment's before
     * @param gap EXT-X-GAP
     * @param parts those worth listing
     */
    public record Segment(
            String uri,
            long duration,
            int timescale,
            Instant programDateTime,
            String map,
            @Nullable KeyTag key,
            long discontinuitySequence,
            boolean gap,
            List<Part> parts) {

        public Segment {
            parts = List.copyOf(parts);
        }

        double seconds() {
            return (double) duration / timescale;
        }

        Place place() {
            return new Place(map, key, discontinuitySequence);
        }
    }

    /**
     * EXT-X-PART.
     *
     * @param duration in units of 1/{@code timescale} s
     */
    public record Part(String uri, long duration, int timescale, boolean independent) {}

    /**
     * The parts of the segment that follows the last.
     *
     * @param map {@code key} and {@code discontinuitySequence} too as in a {@link Segment}
     */
    public record PartialSegment(
            String map, @Nullable KeyTag key, long discontinuitySequence, List<Part> parts) {
        public PartialSegment {
            parts = List.copyOf(parts);
        }
    }

    /**
     * What low-latency playlists have besides.
     *
     * @param partTarget EXT-X-PART-INF PART-TARGET, in milliseconds
     * @param next null before its first part is there
     * @param preloadHint the URI of EXT-X-PRELOAD-HINT, null where nothing follows
     * @param reports EXT-X-RENDITION-REPORT
     */
    public record LowLatency(
            int partTarget,
            @Nullable PartialSegment next,
            @Nullable String preloadHint,
            List<RenditionReport> reports) {

        public LowLatency {
            reports = List.copyOf(reports);
        }

        /** PART-HOLD-BACK in milliseconds: three parts, as RFC 8216bis 4.4.3.8 wants at least two and recommends three. */
        int partHoldBack() {
            return 3 * partTarget;
        }
    }

    /** EXT-X-RENDITION-REPORT: how far another rendition is. */
    public record RenditionReport(String uri, long lastMsn, int lastPart) {}

    /** EXT-X-VERSION. */
    int version(PastSegments past, Skip skip) {
        if (skip == Skip.DATE_RANGES) {
            return DATE_RANGE_DELTA_VERSION;
        }
        if (hasDeltas(past)) {
            return DELTA_VERSION;
        }
        return segments.stream().allMatch(segment -> segment.map().isEmpty())
                ? PLAIN_VERSION
                : VERSION;
    }

    /** CAN-SKIP-UNTIL in seconds: six target durations, the least there may be (RFC 8216bis 4.4.3.8). */
    public static int canSkipUntil(int targetDuration) {
        return 6 * targetDuration;
    }

    int canSkipUntil() {
        return canSkipUntil(targetDuration);
    }

    /** Whether it offers Playlist Delta Updates: where it is asked for often, or long. */
    boolean hasDeltas(PastSegments past) {
        return lowLatency != null || !past.isEmpty();
    }

    /**
     * How many segments a Playlist Delta Update leaves out (RFC 8216bis 6.2.5.1): those that end before the Skip Boundary, the past
     * ones among them; none of a playlist that nothing follows.
     */
    int skippable(PastSegments past) {
        if (!hasDeltas(past) || endList) {
            return 0;
        }
        double untilEnd = 0;
        var next = lowLatency == null ? null : lowLatency.next();
        if (next != null) {
            for (var part : next.parts()) {
                untilEnd += (double) part.duration() / part.timescale();
            }
        }
        int count = segments.size();
        while (count > 0 && untilEnd < canSkipUntil()) {
            count--;
            untilEnd += segments.get(count).seconds();
        }
        return count > 0 ? past.count() + count : past.skippable(canSkipUntil() - untilEnd);
    }

    /** All of the playlist's text. */
    public String text() {
        return text(PastSegments.NONE, Skip.NOTHING).toString();
    }

    /**
     * The text with {@code past} before its segments: a Playlist Delta Update if something is to be left out and there are segments to leave
     * out, else the whole.
     */
    public PlaylistText text(PastSegments past, Skip skip) {
        int skipped = skip == Skip.NOTHING ? 0 : skippable(past);
        return new MediaPlaylistText(this, past, skipped == 0 ? Skip.NOTHING : skip)
                .without(skipped);
    }
}
