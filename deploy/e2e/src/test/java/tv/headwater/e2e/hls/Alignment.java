package tv.headwater.e2e.hls;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;

/** Segments of one number beside each other: variants start together, sound goes with the pictures (RFC 8216bis 6.2.4). */
final class Alignment {

    /** Between the first pictures of segments of one number. */
    private static final double START_SECONDS = 0.001;

    private static final String SECTION = "6.2.4";

    private record Placed(URI playlist, boolean pictures, Span span) {}

    private final Map<Long, Map<URI, Placed>> placed = new TreeMap<>();
    private final Findings findings;

    Alignment(Findings findings) {
        this.findings = findings;
    }

    /**
     * Takes a segment.
     *
     * @param pictures whether the playlist is one of pictures; else it is one of sound
     */
    synchronized void on(URI playlist, boolean pictures, long msn, Span span) {
        var mine = new Placed(playlist, pictures, span);
        var beside = placed.computeIfAbsent(msn, _ -> new TreeMap<>());
        for (var other : beside.values()) {
            check(msn, mine, other);
        }
        beside.put(playlist, mine);
    }

    private void check(long msn, Placed mine, Placed other) {
        double apart = Math.abs(mine.span.start() - other.span.start());
        if (mine.pictures && other.pictures && apart > START_SECONDS) {
            found(
                    mine,
                    "segment "
                            + msn
                            + " starts at "
                            + mine.span.start()
                            + " s and that of "
                            + other.playlist.getPath()
                            + " at "
                            + other.span.start());
        }
        if (mine.pictures != other.pictures && !mine.span.overlaps(other.span)) {
            found(
                    mine,
                    "segment "
                            + msn
                            + " of "
                            + mine.span
                            + " does not overlap that of "
                            + other.playlist.getPath()
                            + " of "
                            + other.span);
        }
    }

    private void found(Placed mine, String sentence) {
        findings.on(mine.playlist.getPath()).add(Kind.ALIGNMENT, 0, SECTION, sentence);
    }
}
