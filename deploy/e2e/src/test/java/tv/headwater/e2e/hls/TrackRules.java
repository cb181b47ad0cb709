package tv.headwater.e2e.hls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Part;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;
import tv.headwater.e2e.media.Cmaf;

/** One rendition's media, segment after segment, against what its playlist says of it. */
final class TrackRules {

    /** Between the end of a fragment and the start of the next: RTMP counts milliseconds. */
    private static final double CONTINUITY_SECONDS = 0.002;

    /** Between a duration in the playlist, in microseconds, and that of the samples, whose last may be a millisecond off: RTMP counts those. */
    private static final double DURATION_SECONDS = 0.001_001;

    private final Findings findings;
    private double lastEnd;
    private long lastDiscontinuity = -1;
    private long lastMsn = -1;

    TrackRules(Findings findings) {
        this.findings = findings;
    }

    /** A part. */
    void on(Part part, byte[] bytes, int timescale, String subject) {
        var on = findings.on(subject);
        var fragments = Fragments.read(bytes, on);
        if (fragments.isEmpty()) {
            return;
        }
        duration(part.duration(), Span.seconds(fragments, timescale), "4.4.4.9", on);
        boolean sync = fragments.getFirst().samples().getFirst().sync();
        if (sync != part.independent()) {
            found(
                    on,
                    "4.4.4.9",
                    sync
                            ? "the part begins with a sync sample and is not INDEPENDENT"
                            : "the part is INDEPENDENT and does not begin with a sync sample");
        }
    }

    /**
     * A segment.
     *
     * @param independent EXT-X-INDEPENDENT-SEGMENTS
     * @return when it plays; empty where it is broken
     */
    Optional<Span> on(
            Segment segment, byte[] bytes, boolean independent, int timescale, String subject) {
        var on = findings.on(subject);
        var fragments = Fragments.read(bytes, on);
        if (fragments.isEmpty()) {
            return Optional.empty();
        }
        continuity(segment, fragments, timescale, on);
        if (independent && !fragments.getFirst().samples().getFirst().sync()) {
            found(on, "4.4.2.1", "an independent segment does not begin with a sync sample");
        }
        var span = Span.of(fragments, timescale);
        duration(segment.duration(), span.duration(), "4.4.4.1", on);
        return Optional.of(span);
    }

    private void continuity(
            Segment segment, List<Cmaf.Fragment> fragments, int timescale, Findings on) {
        boolean follows =
                segment.msn() == lastMsn + 1
                        && segment.discontinuitySequence() == lastDiscontinuity;
        for (var fragment : fragments) {
            double start = (double) fragment.start() / timescale;
            if (follows && Math.abs(start - lastEnd) > CONTINUITY_SECONDS) {
                found(
                        on,
                        "3.1.2",
                        "a fragment starts at "
                                + start
                                + " s and the one before it ended at "
                                + lastEnd);
            }
            lastEnd = (double) fragment.end() / timescale;
            follows = true;
        }
        lastMsn = segment.msn();
        lastDiscontinuity = segment.discontinuitySequence();
    }

    private static void duration(double said, double actual, String section, Findings on) {
        if (Math.abs(said - actual) > DURATION_SECONDS) {
            found(on, section, "the duration is said to be " + said + " s and is " + actual);
        }
    }

    /** The concatenation of its parts is the segment, byte for byte. */
    static void concatenation(List<byte[]> parts, byte[] segment, Findings on) {
        var all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        if (!Arrays.equals(all.toByteArray(), segment)) {
            found(
                    on,
                    "4.4.4.9",
                    "the "
                            + parts.size()
                            + " parts of "
                            + all.size()
                            + " bytes are not the segment of "
                            + segment.length);
        }
    }

    private static void found(Findings on, String section, String sentence) {
        on.add(Kind.MEDIA, 0, section, sentence);
    }
}
