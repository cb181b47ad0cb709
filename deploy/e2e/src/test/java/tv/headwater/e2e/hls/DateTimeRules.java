package tv.headwater.e2e.hls;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;

/** EXT-X-PROGRAM-DATE-TIME (RFC 8216bis 4.4.4.6): on every segment, and in step with the durations from discontinuity to discontinuity. */
final class DateTimeRules {

    /** Dates are written in milliseconds, and pictures come a little off their decoding order's even beat. */
    private static final Duration TOLERANCE = Duration.ofMillis(10);

    private static final String SECTION = "4.4.4.6";
    private static final double NANOS = 1e9;

    private DateTimeRules() {}

    static void check(MediaPlaylist playlist, Findings findings) {
        Instant first = null;
        double since = 0;
        for (var segment : playlist.segments()) {
            var date = segment.programDateTime();
            if (date == null) {
                findings.add(
                        Kind.PLAYLIST,
                        segment.line(),
                        SECTION,
                        "segment " + segment.msn() + " has no date");
            }
            if (first == null || segment.discontinuities() > 0) {
                first = date;
                since = 0;
            } else if (date != null) {
                var expected = first.plusNanos(Math.round(since * NANOS));
                check(segment.line(), segment.msn(), expected, date, findings);
            }
            since += segment.duration();
        }
        open(playlist, first, since, findings);
    }

    private static void open(
            MediaPlaylist playlist, @Nullable Instant first, double since, Findings findings) {
        var open = playlist.open();
        var date = open.programDateTime();
        if (first == null || date == null || open.discontinuities() > 0) {
            return;
        }
        int line = open.parts().isEmpty() ? 0 : open.parts().getFirst().line();
        check(line, open.msn(), first.plusNanos(Math.round(since * NANOS)), date, findings);
    }

    private static void check(
            int line, long msn, Instant expected, Instant actual, Findings findings) {
        if (Duration.between(expected, actual).abs().compareTo(TOLERANCE) > 0) {
            findings.add(
                    Kind.PLAYLIST,
                    line,
                    SECTION,
                    "segment " + msn + " is of " + actual + " and its durations make " + expected);
        }
    }
}
