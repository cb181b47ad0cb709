package tv.headwater.e2e.hls;

import java.util.OptionalDouble;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Part;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

/** Parts: how long they are, what they add up to, and where they are listed (RFC 8216bis 4.4.4.9). */
final class PartRules {

    /** Of the part target; players of Apple's stall on less. */
    private static final double SHORTEST = 0.85;

    /** Durations are written in microseconds. */
    private static final double ROUNDING_SECONDS = 0.000_001;

    /** What a segment may differ from its parts, for each of them. */
    private static final double SUM_SECONDS_PER_PART = 0.001;

    /** Parts leave when they are three target durations from the end; one more may pass until the next segment. */
    private static final int LISTED_TARGET_DURATIONS = 4;

    private static final String SECTION = "4.4.4.9";

    private final MediaPlaylist playlist;
    private final Findings findings;

    private PartRules(MediaPlaylist playlist, Findings findings) {
        this.playlist = playlist;
        this.findings = findings;
    }

    static void check(MediaPlaylist playlist, Findings findings) {
        var rules = new PartRules(playlist, findings);
        if (playlist.parts().isEmpty()) {
            return;
        }
        if (playlist.partTarget().isEmpty()) {
            rules.found(0, "4.4.3.7", "there are parts and no EXT-X-PART-INF");
        }
        playlist.segments().forEach(rules::complete);
        playlist.all().forEach(rules::segment);
        rules.whereListed();
    }

    private void segment(Segment segment) {
        var parts = segment.parts();
        for (var part : parts) {
            length(part, part.index() == parts.size() - 1);
            if (part.gap() && !segment.gap() && !segment.uri().isEmpty()) {
                found(part.line(), SECTION, name(part) + " is a gap and its segment is none");
            }
        }
        if (playlist.independentSegments() && !parts.isEmpty()) {
            var first = parts.getFirst();
            if (!first.independent() && !first.gap()) {
                found(
                        first.line(),
                        "4.4.2.1",
                        name(first) + " begins an independent segment and is not INDEPENDENT");
            }
        }
    }

    private void length(Part part, boolean last) {
        OptionalDouble target = playlist.partTarget();
        if (target.isEmpty()) {
            return;
        }
        double longest = target.getAsDouble();
        if (part.duration() > longest + ROUNDING_SECONDS) {
            found(
                    part.line(),
                    SECTION,
                    name(part) + " of " + part.duration() + " s exceeds the target of " + longest);
        }
        if (!last && !part.gap() && part.duration() < SHORTEST * longest - ROUNDING_SECONDS) {
            found(
                    part.line(),
                    SECTION,
                    name(part)
                            + " of "
                            + part.duration()
                            + " s is less than 85 % of the target of "
                            + longest);
        }
    }

    private void complete(Segment segment) {
        int count = segment.parts().size();
        double difference = Math.abs(segment.partDuration() - segment.duration());
        if (count > 0 && difference > count * SUM_SECONDS_PER_PART) {
            found(
                    segment.line(),
                    SECTION,
                    "the parts of segment "
                            + segment.msn()
                            + " last "
                            + segment.partDuration()
                            + " s and it lasts "
                            + segment.duration());
        }
    }

    private void whereListed() {
        double toEnd = playlist.duration();
        boolean begun = false;
        for (var segment : playlist.segments()) {
            toEnd -= segment.duration();
            boolean hasParts = !segment.parts().isEmpty();
            if (hasParts && toEnd > LISTED_TARGET_DURATIONS * playlist.targetDuration()) {
                found(
                        segment.line(),
                        SECTION,
                        "the parts of segment "
                                + segment.msn()
                                + " are listed "
                                + LISTED_TARGET_DURATIONS
                                + " target durations from the end");
            }
            if (begun && !hasParts && !segment.gap()) {
                found(
                        segment.line(),
                        SECTION,
                        "segment " + segment.msn() + " has no parts and the one before it has");
            }
            begun |= hasParts;
        }
    }

    private static String name(Part part) {
        return "part " + part.msn() + "." + part.index();
    }

    private void found(int line, String section, String sentence) {
        findings.add(Kind.PLAYLIST, line, section, sentence);
    }
}
