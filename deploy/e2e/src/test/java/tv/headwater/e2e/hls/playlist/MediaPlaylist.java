package tv.headwater.e2e.hls.playlist;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A Media Playlist (RFC 8216bis 4.4.3).
 *
 * @param version EXT-X-VERSION, 0 where there is none
 * @param targetDuration EXT-X-TARGETDURATION, seconds
 * @param mediaSequence EXT-X-MEDIA-SEQUENCE: the number of the first segment, skipped ones included
 * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE
 * @param independentSegments EXT-X-INDEPENDENT-SEGMENTS
 * @param partTarget EXT-X-PART-INF, seconds
 * @param skipped EXT-X-SKIP: how many segments a delta update leaves out
 * @param segments those that are complete
 * @param open what is there of the segment after them
 * @param ended EXT-X-ENDLIST
 */
public record MediaPlaylist(
        int version,
        int targetDuration,
        long mediaSequence,
        long discontinuitySequence,
        boolean independentSegments,
        OptionalDouble partTarget,
        @Nullable ServerControl serverControl,
        OptionalLong skipped,
        List<Segment> segments,
        Segment open,
        List<PreloadHint> preloadHints,
        List<RenditionReport> renditionReports,
        List<DateRange> dateRanges,
        boolean ended) {

    public MediaPlaylist {
        segments = List.copyOf(segments);
        preloadHints = List.copyOf(preloadHints);
        renditionReports = List.copyOf(renditionReports);
        dateRanges = List.copyOf(dateRanges);
    }

    /** EXT-X-SERVER-CONTROL, in seconds. */
    public record ServerControl(
            int line,
            OptionalDouble canSkipUntil,
            OptionalDouble holdBack,
            OptionalDouble partHoldBack,
            boolean canBlockReload) {}

    /**
     * A Media Segment.
     *
     * @param line of its URI
     * @param uri empty for the one that is not complete
     * @param duration EXTINF, seconds
     * @param discontinuities how many EXT-X-DISCONTINUITY stand before it
     * @param discontinuitySequence with those before it counted
     * @param map the EXT-X-MAP in effect; null where a delta update has left it out
     * @param key the EXT-X-KEY in effect
     * @param gap EXT-X-GAP
     */
    public record Segment(
            int line,
            long msn,
            String uri,
            double duration,
            int discontinuities,
            long discontinuitySequence,
            @Nullable String map,
            @Nullable Attributes key,
            @Nullable Instant programDateTime,
            boolean gap,
            List<Part> parts) {

        public Segment {
            parts = List.copyOf(parts);
        }

        /** What must stay as it is while it is listed; parts and the tag of the discontinuity may leave. */
        public Segment lasting() {
            return withoutParts().withoutLines();
        }

        public double partDuration() {
            return parts.stream().mapToDouble(Part::duration).sum();
        }

        /** As it reads behind another from which a delta update has left it to take what holds on. */
        Segment after(Segment before) {
            return new Segment(
                    line,
                    msn,
                    uri,
                    duration,
                    discontinuities,
                    before.discontinuitySequence() + discontinuities,
                    map == null ? before.map() : map,
                    key == null ? before.key() : key,
                    programDateTime,
                    gap,
                    parts);
        }

        Segment withoutParts() {
            return new Segment(
                    line,
                    msn,
                    uri,
                    duration,
                    discontinuities,
                    discontinuitySequence,
                    map,
                    key,
                    programDateTime,
                    gap,
                    List.of());
        }

        /** The same without the lines it stands in; where its discontinuity is said does not matter. */
        Segment withoutLines() {
            return new Segment(
                    0,
                    msn,
                    uri,
                    duration,
                    0,
                    discontinuitySequence,
                    map,
                    key,
                    programDateTime,
                    gap,
                    parts.stream().map(Part::lasting).toList());
        }
    }

    /**
     * EXT-X-PART.
     *
     * @param index its number in its segment, from 0 on
     * @param duration in seconds
     */
    public record Part(
            int line,
            long msn,
            int index,
            String uri,
            double duration,
            boolean independent,
            boolean gap) {

        /** The same without the line it stands in. */
        public Part lasting() {
            return new Part(0, msn, index, uri, duration, independent, gap);
        }
    }

    /** EXT-X-PRELOAD-HINT. */
    public record PreloadHint(int line, String type, String uri) {

        public boolean isPart() {
            return type.equals("PART");
        }
    }

    /** EXT-X-RENDITION-REPORT. */
    public record RenditionReport(
            int line, String uri, OptionalLong lastMsn, OptionalLong lastPart) {}

    /** EXT-X-DATERANGE. */
    public record DateRange(int line, Attributes attributes) {

        public String id() {
            return attributes.textOr("ID");
        }

        public @Nullable Instant start() {
            return attributes.date("START-DATE");
        }

        public @Nullable Instant end() {
            return attributes.date("END-DATE");
        }
    }

    /**
     * Reads a playlist.
     *
     * @param findings takes whatever is wrong with its text
     */
    public static MediaPlaylist parse(byte[] body, Findings findings) {
        return new MediaPlaylistReader(findings).read(LineReader.read(body, findings));
    }

    public boolean isDelta() {
        return skipped.isPresent();
    }

    /** The number the next segment will have, or the open one has. */
    public long nextMsn() {
        return mediaSequence + skipped.orElse(0) + segments.size();
    }

    /** The date that its media reaches to; empty where its newest segment has none. */
    public Optional<Instant> reaches() {
        boolean complete = open.parts().isEmpty() && !segments.isEmpty();
        var newest = complete ? segments.getLast() : open;
        double seconds = complete ? newest.duration() : newest.partDuration();
        return Optional.ofNullable(newest.programDateTime())
                .map(date -> date.plusNanos((long) (seconds * 1e9)));
    }

    /** All parts it lists, in order. */
    public List<Part> parts() {
        var parts = new ArrayList<Part>();
        segments.forEach(segment -> parts.addAll(segment.parts()));
        parts.addAll(open.parts());
        return parts;
    }

    /** The segments and what is there of the next, where there is any. */
    public List<Segment> all() {
        var all = new ArrayList<>(segments);
        if (!open.parts().isEmpty()) {
            all.add(open);
        }
        return all;
    }

    /** Seconds from the start of what it lists to its end, the parts of the open segment included. */
    public double duration() {
        return segments.stream().mapToDouble(Segment::duration).sum() + open.partDuration();
    }

    /**
     * Whether it has what a blocking reload asked for (RFC 8216bis 6.2.5.2). A part that a segment turned out not to have
     * stands for the first of the segment after it.
     *
     * @param part empty where the segment was asked for
     */
    public boolean answers(long msn, OptionalInt part) {
        if (ended || nextMsn() > msn + 1) {
            return true;
        }
        if (part.isEmpty()) {
            return nextMsn() > msn;
        }
        int index = part.getAsInt();
        return nextMsn() > msn
                ? !open.parts().isEmpty() || segments.getLast().parts().size() > index
                : nextMsn() == msn && open.parts().size() > index;
    }

    /** The same without lines and without what it says of others: two that are equal say the same of their rendition. */
    public MediaPlaylist content() {
        var control = serverControl;
        return new MediaPlaylist(
                version,
                targetDuration,
                mediaSequence,
                discontinuitySequence,
                independentSegments,
                partTarget,
                control == null
                        ? null
                        : new ServerControl(
                                0,
                                control.canSkipUntil(),
                                control.holdBack(),
                                control.partHoldBack(),
                                control.canBlockReload()),
                skipped,
                segments.stream().map(Segment::withoutLines).toList(),
                open.withoutLines(),
                preloadHints.stream()
                        .map(hint -> new PreloadHint(0, hint.type(), hint.uri()))
                        .toList(),
                List.of(),
                dateRanges.stream().map(range -> new DateRange(0, range.attributes())).toList(),
                ended);
    }
}
