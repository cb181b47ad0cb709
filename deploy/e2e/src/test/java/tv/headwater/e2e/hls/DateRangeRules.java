package tv.headwater.e2e.hls;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.DateRange;

/** EXT-X-DATERANGE (RFC 8216bis 4.4.5.1). */
final class DateRangeRules {

    private static final String SECTION = "4.4.5.1";
    private static final Duration ROUNDING = Duration.ofMillis(1);

    private final Findings findings;
    private final Map<String, DateRange> byId = new HashMap<>();

    private DateRangeRules(Findings findings) {
        this.findings = findings;
    }

    static void check(MediaPlaylist playlist, Findings findings) {
        var rules = new DateRangeRules(findings);
        playlist.dateRanges().forEach(rules::range);
        boolean dated =
                playlist.segments().stream().anyMatch(segment -> segment.programDateTime() != null);
        if (!playlist.dateRanges().isEmpty() && !dated) {
            rules.found(playlist.dateRanges().getFirst(), "is in a playlist without dates");
        }
    }

    private void range(DateRange range) {
        var attributes = range.attributes();
        var before = byId.putIfAbsent(range.id(), range);
        if (before == null && range.start() == null) {
            found(range, "has no START-DATE");
        }
        if (before != null) {
            before.attributes()
                    .values()
                    .forEach((name, value) -> {
                        if (!attributes.values().getOrDefault(name, value).equals(value)) {
                            found(range, "has another " + name + " than before");
                        }
                    });
        }
        if (attributes.isYes("END-ON-NEXT")) {
            if (!attributes.has("CLASS")) {
                found(range, "has END-ON-NEXT and no CLASS");
            }
            if (attributes.has("DURATION") || attributes.has("END-DATE")) {
                found(range, "has END-ON-NEXT and an end");
            }
        }
        end(range);
    }

    private void end(DateRange range) {
        var start = range.start();
        var end = range.end();
        if (start == null || end == null) {
            return;
        }
        if (end.isBefore(start)) {
            found(range, "ends before it starts");
        }
        var duration = range.attributes().decimal("DURATION");
        if (duration.isPresent()) {
            var said = Duration.ofNanos(Math.round(duration.getAsDouble() * 1e9));
            if (Duration.between(start, end).minus(said).abs().compareTo(ROUNDING) > 0) {
                found(range, "ends at another time than its DURATION says");
            }
        }
    }

    private void found(DateRange range, String how) {
        findings.add(
                Kind.PLAYLIST, range.line(), SECTION, "date range \"" + range.id() + "\" " + how);
    }
}
