package tv.headwater.e2e.hls.playlist;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.DateRange;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Part;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.PreloadHint;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.RenditionReport;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.ServerControl;
import tv.headwater.e2e.hls.playlist.PlaylistLine.Tagged;
import tv.headwater.e2e.hls.playlist.PlaylistLine.Uri;

/** Puts the lines of a Media Playlist together. */
final class MediaPlaylistReader {

    private final Findings findings;
    private final Map<Tag, Tagged> header = new EnumMap<>(Tag.class);
    private final Map<Tag, Tagged> ofSegment = new EnumMap<>(Tag.class);
    private final List<Segment> segments = new ArrayList<>();
    private final List<PreloadHint> hints = new ArrayList<>();
    private final List<RenditionReport> reports = new ArrayList<>();
    private final List<DateRange> dateRanges = new ArrayList<>();
    private List<Part> parts = new ArrayList<>();
    private int discontinuities;
    private long discontinuitySequence = -1;
    private @Nullable String map;
    private @Nullable Attributes key;
    private boolean inSegments;
    private boolean atEnd;
    private @Nullable Tagged ended;

    MediaPlaylistReader(Findings findings) {
        this.findings = findings;
    }

    MediaPlaylist read(List<PlaylistLine> lines) {
        for (var line : lines) {
            if (ended != null) {
                found(line.number(), Tag.ENDLIST, "there is a line after " + Tag.ENDLIST);
            }
            switch (line) {
                case Uri uri -> segment(uri);
                case Tagged tagged -> tag(tagged);
            }
        }
        if (!header.containsKey(Tag.TARGETDURATION)) {
            found(0, Tag.TARGETDURATION, "there is no " + Tag.TARGETDURATION);
        }
        for (var left : ofSegment.values()) {
            if (parts.isEmpty() || left.tag() == Tag.EXTINF || left.tag() == Tag.GAP) {
                found(left.number(), left.tag(), left.tag() + " is about no segment");
            }
        }
        if (parts.isEmpty() && discontinuities > 0) {
            found(0, Tag.DISCONTINUITY, Tag.DISCONTINUITY + " is about no segment");
        }
        return playlist();
    }

    private void tag(Tagged tagged) {
        switch (tagged.tag().place()) {
            case EITHER, MEDIA_HEADER -> header(tagged);
            case SEGMENT -> ofSegment(tagged);
            case MEDIA_ANYWHERE ->
                    dateRanges.add(new DateRange(tagged.number(), tagged.attributes()));
            case MEDIA_END -> end(tagged);
            case MULTIVARIANT ->
                    found(
                            tagged.number(),
                            tagged.tag(),
                            tagged.tag() + " stands in a media playlist");
        }
    }

    private void header(Tagged tagged) {
        if (inSegments || atEnd) {
            misplaced(tagged, "stands behind a segment");
        } else if (header.containsKey(Tag.SKIP)) {
            misplaced(tagged, "stands behind " + Tag.SKIP);
        }
        if (header.putIfAbsent(tagged.tag(), tagged) != null) {
            misplaced(tagged, "stands there twice");
        }
    }

    private void ofSegment(Tagged tagged) {
        inSegments = true;
        if (atEnd) {
            misplaced(tagged, "stands behind the end of the segments");
        }
        switch (tagged.tag()) {
            case DISCONTINUITY -> {
                behindParts(tagged);
                discontinuities++;
            }
            case PART -> part(tagged);
            case EXTINF, GAP -> once(tagged);
            default -> {
                behindParts(tagged);
                once(tagged);
            }
        }
    }

    private void behindParts(Tagged tagged) {
        if (!parts.isEmpty()) {
            misplaced(tagged, "stands behind a part of the segment it is about");
        }
    }

    private void once(Tagged tagged) {
        if (ofSegment.putIfAbsent(tagged.tag(), tagged) != null) {
            misplaced(tagged, "stands twice before one segment");
        }
        if (tagged.tag() == Tag.MAP) {
            map = tagged.attributes().text("URI");
        } else if (tagged.tag() == Tag.KEY) {
            key = tagged.attributes();
        }
    }

    private void part(Tagged tagged) {
        if (ofSegment.containsKey(Tag.EXTINF)) {
            misplaced(tagged, "stands behind " + Tag.EXTINF + " of its segment");
        }
        var attributes = tagged.attributes();
        parts.add(
                new Part(
                        tagged.number(),
                        nextMsn(),
                        parts.size(),
                        attributes.textOr("URI"),
                        attributes.decimal("DURATION").orElseThrow(),
                        attributes.isYes("INDEPENDENT"),
                        attributes.isYes("GAP")));
    }

    private void segment(Uri line) {
        inSegments = true;
        if (atEnd) {
            found(line.number(), Tag.EXTINF, "a segment stands behind the end of the segments");
        }
        var extinf = ofSegment.get(Tag.EXTINF);
        if (extinf == null) {
            found(line.number(), Tag.EXTINF, "there is no " + Tag.EXTINF + " for " + line.uri());
            return;
        }
        var value = extinf.value();
        double duration = Double.parseDouble(value.substring(0, value.indexOf(',')));
        segments.add(current(line.number(), line.uri(), duration));
    }

    /** Ends the segment that is being read. */
    private Segment current(int line, String uri, double duration) {
        if (discontinuitySequence < 0) {
            discontinuitySequence = integer(Tag.DISCONTINUITY_SEQUENCE);
        }
        discontinuitySequence += discontinuities;
        var segment =
                new Segment(
                        line,
                        nextMsn(),
                        uri,
                        duration,
                        discontinuities,
                        discontinuitySequence,
                        map,
                        key,
                        programDateTime(),
                        ofSegment.containsKey(Tag.GAP),
                        parts);
        discontinuities = 0;
        parts = new ArrayList<>();
        ofSegment.clear();
        return segment;
    }

    private @Nullable Instant programDateTime() {
        var tagged = ofSegment.get(Tag.PROGRAM_DATE_TIME);
        return tagged == null ? null : OffsetDateTime.parse(tagged.value()).toInstant();
    }

    private void end(Tagged tagged) {
        atEnd = true;
        var attributes = tagged.attributes();
        int line = tagged.number();
        switch (tagged.tag()) {
            case ENDLIST -> ended = tagged;
            case PRELOAD_HINT ->
                    hints.add(
                            new PreloadHint(
                                    line, attributes.textOr("TYPE"), attributes.textOr("URI")));
            default ->
                    reports.add(
                            new RenditionReport(
                                    line,
                                    attributes.textOr("URI"),
                                    attributes.integer("LAST-MSN"),
                                    attributes.integer("LAST-PART")));
        }
    }

    private long nextMsn() {
        return integer(Tag.MEDIA_SEQUENCE) + skipped().orElse(0) + segments.size();
    }

    private OptionalLong skipped() {
        var skip = header.get(Tag.SKIP);
        return skip == null ? OptionalLong.empty() : skip.attributes().integer("SKIPPED-SEGMENTS");
    }

    private long integer(Tag tag) {
        var tagged = header.get(tag);
        return tagged == null ? 0 : Long.parseLong(tagged.value());
    }

    private MediaPlaylist playlist() {
        var target = header.get(Tag.PART_INF);
        var skipped = skipped();
        return new MediaPlaylist(
                (int) integer(Tag.VERSION),
                (int) integer(Tag.TARGETDURATION),
                integer(Tag.MEDIA_SEQUENCE),
                integer(Tag.DISCONTINUITY_SEQUENCE),
                header.containsKey(Tag.INDEPENDENT_SEGMENTS),
                target == null
                        ? OptionalDouble.empty()
                        : target.attributes().decimal("PART-TARGET"),
                serverControl(),
                skipped,
                List.copyOf(segments),
                current(0, "", 0),
                hints,
                reports,
                dateRanges,
                ended != null);
    }

    private @Nullable ServerControl serverControl() {
        var control = header.get(Tag.SERVER_CONTROL);
        if (control == null) {
            return null;
        }
        var attributes = control.attributes();
        return new ServerControl(
                control.number(),
                attributes.decimal("CAN-SKIP-UNTIL"),
                attributes.decimal("HOLD-BACK"),
                attributes.decimal("PART-HOLD-BACK"),
                attributes.isYes("CAN-BLOCK-RELOAD"));
    }

    private void misplaced(Tagged tagged, String how) {
        found(tagged.number(), tagged.tag(), tagged.tag() + " " + how);
    }

    private void found(int line, Tag tag, String sentence) {
        findings.add(Kind.SYNTAX, line, tag.section(), sentence);
    }
}
