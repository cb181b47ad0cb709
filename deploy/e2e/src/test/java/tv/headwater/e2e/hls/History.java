package tv.headwater.e2e.hls;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.DateRange;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Part;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

/** What a rendition's playlist has listed so far, and what it may become (RFC 8216bis 6.2.1, 6.2.2). Full playlists only. */
final class History {

    /** What must be left of a playlist that segments are taken out of, in target durations. */
    private static final int LEAST_TARGET_DURATIONS = 3;

    private static final String CHANGES = "6.2.1";
    private static final String LIVE = "6.2.2";

    private record PartName(long msn, int index) {}

    private final Map<Long, Segment> segments = new HashMap<>();
    private final Map<PartName, Part> parts = new HashMap<>();
    private final Map<Long, Integer> partCounts = new HashMap<>();
    private final Map<String, DateRange> dateRanges = new HashMap<>();
    private final Findings findings;
    private @Nullable MediaPlaylist last;

    History(Findings findings) {
        this.findings = findings;
    }

    /** The newest playlist. */
    @Nullable MediaPlaylist last() {
        return last;
    }

    /**
     * Takes the next playlist.
     *
     * @return the segments that have left it
     */
    List<Segment> on(MediaPlaylist next) {
        var before = last;
        List<Segment> left = new ArrayList<>();
        if (before != null) {
            header(before, next);
            position(before, next);
            before.segments().stream()
                    .filter(segment -> segment.msn() < next.mediaSequence())
                    .forEach(left::add);
            if (!left.isEmpty()) {
                shortened(next);
            }
        }
        next.segments().forEach(this::segment);
        next.parts().forEach(this::part);
        next.segments().forEach(this::partCount);
        next.dateRanges().forEach(this::dateRange);
        last = next;
        return left;
    }

    private void header(MediaPlaylist before, MediaPlaylist next) {
        if (next.targetDuration() > before.targetDuration()) {
            findings.add(
                    Kind.TARGET_DURATION_GREW,
                    0,
                    CHANGES,
                    changed("target duration", before.targetDuration(), next.targetDuration()));
        } else if (next.targetDuration() < before.targetDuration()) {
            found(
                    CHANGES,
                    changed("target duration", before.targetDuration(), next.targetDuration()));
        }
        if (!before.partTarget().equals(next.partTarget())) {
            found(CHANGES, changed("part target", before.partTarget(), next.partTarget()));
        }
        if (before.ended() && !before.content().equals(next.content())) {
            found("4.4.3.4", "the playlist had ended and has changed");
        }
    }

    private void position(MediaPlaylist before, MediaPlaylist next) {
        if (next.mediaSequence() < before.mediaSequence()) {
            found(
                    LIVE,
                    "the media sequence went back from "
                            + before.mediaSequence()
                            + " to "
                            + next.mediaSequence());
        }
        if (next.discontinuitySequence() < before.discontinuitySequence()) {
            found(
                    LIVE,
                    "the discontinuity sequence went back from "
                            + before.discontinuitySequence()
                            + " to "
                            + next.discontinuitySequence());
        }
        int had = before.open().parts().size();
        boolean partsBack = next.nextMsn() == before.nextMsn() && next.open().parts().size() < had;
        if (next.nextMsn() < before.nextMsn() || partsBack) {
            found(
                    LIVE,
                    "the end went back from "
                            + before.nextMsn()
                            + "."
                            + had
                            + " to "
                            + next.nextMsn()
                            + "."
                            + next.open().parts().size());
        }
        if (next.mediaSequence() > before.nextMsn()) {
            found(
                    LIVE,
                    "segments from "
                            + before.nextMsn()
                            + " on were never listed before "
                            + next.mediaSequence());
        }
    }

    private void shortened(MediaPlaylist next) {
        double listed = next.duration();
        if (!next.ended() && listed < LEAST_TARGET_DURATIONS * next.targetDuration()) {
            found(
                    LIVE,
                    "segments were taken out and only "
                            + listed
                            + " s of 3 target durations of "
                            + next.targetDuration()
                            + " s are left");
        }
    }

    private void segment(Segment segment) {
        var lasting = segment.lasting();
        var before = segments.putIfAbsent(segment.msn(), lasting);
        if (before == null || before.equals(lasting)) {
            return;
        }
        var name = "segment " + segment.msn();
        same(segment, name + " URI", before.uri(), lasting.uri());
        same(segment, name + " duration", before.duration(), lasting.duration());
        same(segment, name + " date", before.programDateTime(), lasting.programDateTime());
        same(segment, name + " map", before.map(), lasting.map());
        same(segment, name + " key", before.key(), lasting.key());
        same(segment, name + " gap", before.gap(), lasting.gap());
        if (before.discontinuitySequence() != lasting.discontinuitySequence()) {
            findings.add(
                    Kind.OVER_TIME,
                    segment.line(),
                    "4.4.3.3",
                    changed(
                            name + " discontinuity sequence",
                            before.discontinuitySequence(),
                            lasting.discontinuitySequence()));
        }
    }

    private void same(
            Segment segment, String what, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            findings.add(
                    Kind.OVER_TIME,
                    segment.line(),
                    CHANGES,
                    changed(what, Objects.toString(before), Objects.toString(after)));
        }
    }

    private void part(Part part) {
        var lasting = part.lasting();
        var before = parts.putIfAbsent(new PartName(part.msn(), part.index()), lasting);
        if (before != null && !before.equals(lasting)) {
            findings.add(
                    Kind.OVER_TIME,
                    part.line(),
                    CHANGES,
                    changed("part " + part.msn() + "." + part.index(), before, lasting));
        }
        partCounts.merge(part.msn(), part.index() + 1, Math::max);
    }

    /** All that was listed of a segment while it was open is still there when it is complete, unless it lists none any more. */
    private void partCount(Segment segment) {
        int count = segment.parts().size();
        int most = partCounts.getOrDefault(segment.msn(), count);
        if (count > 0 && count < most) {
            findings.add(
                    Kind.OVER_TIME,
                    segment.line(),
                    CHANGES,
                    "segment " + segment.msn() + " had " + most + " parts and has " + count);
        }
    }

    private void dateRange(DateRange range) {
        var before = dateRanges.put(range.id(), range);
        if (before == null) {
            return;
        }
        before.attributes()
                .values()
                .forEach((name, value) -> {
                    var now = range.attributes().values().getOrDefault(name, value);
                    if (!now.equals(value)) {
                        findings.add(
                                Kind.OVER_TIME,
                                range.line(),
                                "4.4.5.1",
                                changed("date range " + range.id() + " " + name, value, now));
                    }
                });
    }

    private static String changed(String what, Object before, Object after) {
        return what + " was " + before + " and is " + after;
    }

    private void found(String section, String sentence) {
        findings.add(Kind.OVER_TIME, 0, section, sentence);
    }
}
