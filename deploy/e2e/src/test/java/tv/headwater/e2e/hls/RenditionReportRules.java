package tv.headwater.e2e.hls;

import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.RenditionReport;

/** EXT-X-RENDITION-REPORT (RFC 8216bis 4.4.5.4): one for each other rendition of a low-latency stream. */
final class RenditionReportRules {

    /** How many segments a rendition may be ahead of or behind another; transcoding takes time. */
    private static final long DISTANCE_SEGMENTS = 3;

    static final String SECTION = "4.4.5.4";

    private final MediaPlaylist playlist;
    private final URI uri;
    private final Findings findings;
    private final Set<URI> reported = new HashSet<>();

    private RenditionReportRules(MediaPlaylist playlist, URI uri, Findings findings) {
        this.playlist = playlist;
        this.uri = uri;
        this.findings = findings;
    }

    /**
     * Checks the reports of a playlist.
     *
     * @param uri its own
     * @param renditions the URIs of the media playlists that the stream had when it was asked for
     * @return the URIs of those that are reported of
     */
    static Set<URI> check(MediaPlaylist playlist, URI uri, Set<URI> renditions, Findings findings) {
        var rules = new RenditionReportRules(playlist, uri, findings);
        playlist.renditionReports().forEach(rules::report);
        if (playlist.partTarget().isPresent() && !playlist.ended()) {
            renditions.stream()
                    .filter(other -> !other.equals(uri) && !rules.reported.contains(other))
                    .forEach(other -> rules.found(0, "there is no report of " + other.getPath()));
        }
        return rules.reported;
    }

    private void report(RenditionReport report) {
        var other = uri.resolve(report.uri());
        if (URI.create(report.uri()).isAbsolute()) {
            found(report.line(), report.uri() + " is not relative");
        }
        if (other.equals(uri)) {
            found(report.line(), "the playlist reports of itself");
        }
        if (!reported.add(other)) {
            found(report.line(), report.uri() + " is reported of twice");
        }
        position(report);
    }

    private void position(RenditionReport report) {
        if (report.lastMsn().isEmpty()) {
            found(report.line(), "the report of " + report.uri() + " has no LAST-MSN");
            return;
        }
        if (report.lastPart().isEmpty() && playlist.partTarget().isPresent()) {
            found(report.line(), "the report of " + report.uri() + " has no LAST-PART");
        }
        long last = playlist.nextMsn() - (playlist.open().parts().isEmpty() ? 1 : 0);
        long msn = report.lastMsn().getAsLong();
        if (Math.abs(msn - last) > DISTANCE_SEGMENTS) {
            found(
                    report.line(),
                    report.uri()
                            + " is reported to be at "
                            + msn
                            + " where this one is at "
                            + last);
        }
        parts(report);
    }

    private void parts(RenditionReport report) {
        var target = playlist.partTarget();
        var lastPart = report.lastPart();
        if (target.isPresent() && lastPart.isPresent()) {
            // A segment may be half longer than its target before it rounds to more.
            double most = (playlist.targetDuration() + 0.5) / (0.85 * target.getAsDouble());
            if (lastPart.getAsLong() > most + 1) {
                found(
                        report.line(),
                        report.uri()
                                + " is reported to be at part "
                                + lastPart.getAsLong()
                                + " and a segment has no more than "
                                + (long) (most + 1));
            }
        }
    }

    private void found(int line, String sentence) {
        findings.add(Kind.PLAYLIST, line, SECTION, sentence);
    }
}
