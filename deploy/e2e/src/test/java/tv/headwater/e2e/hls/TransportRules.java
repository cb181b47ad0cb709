package tv.headwater.e2e.hls;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;
import tv.headwater.e2e.media.TransportStream;
import tv.headwater.e2e.media.TransportStream.Counters;
import tv.headwater.e2e.media.TransportStream.Track;

/** One rendition's segments of MPEG-TS, one after another, against what its playlist says of them (RFC 8216bis 3.1.1). */
final class TransportRules {

    private static final String SECTION = "3.1.1";
    private static final double TICKS = 90_000;
    private static final long WRAP = 1L << 33;

    /** Between where a segment starts and where the one before it ended: RTMP counts milliseconds. */
    private static final double CONTINUITY_SECONDS = 0.003;

    private final Findings findings;
    private Map<Integer, Counters> counters = new HashMap<>();
    private double lastDuration;
    private long lastStart;
    private long lastMsn = -1;
    private long lastDiscontinuity = -1;

    TransportRules(Findings findings) {
        this.findings = findings;
    }

    /**
     * A segment in the clear.
     *
     * @return when it plays, as long as its playlist says; empty where it is broken
     */
    Optional<Span> on(Segment segment, byte[] bytes, String subject) {
        var on = findings.on(subject);
        TransportStream stream;
        try {
            stream = TransportStream.read(bytes);
        } catch (RuntimeException e) {
            found(on, "the segment does not parse: " + e);
            return Optional.empty();
        }
        var main = main(stream);
        if (main.isEmpty()) {
            found(on, "the segment has no media");
            return Optional.empty();
        }
        var track = main.get();
        if (track.isVideo() && !track.randomAccess()) {
            found(on, "the segment does not begin with a random access point");
        }
        follows(segment, track, stream, on);
        return Optional.of(
                new Span(
                        track.pts().stream().mapToLong(Long::longValue).min().orElseThrow() / TICKS,
                        segment.duration()));
    }

    /** Pictures if there are any. */
    private static Optional<Track> main(TransportStream stream) {
        var tracks =
                stream.tracks().values().stream().filter(track -> !track.pts().isEmpty()).toList();
        return tracks.stream()
                .filter(Track::isVideo)
                .findFirst()
                .or(() -> tracks.stream().findFirst());
    }

    private void follows(Segment segment, Track track, TransportStream stream, Findings on) {
        long start = track.dts().getFirst();
        if (segment.msn() == lastMsn + 1 && segment.discontinuitySequence() == lastDiscontinuity) {
            double between = Math.floorMod(start - lastStart, WRAP) / TICKS;
            if (Math.abs(between - lastDuration) > CONTINUITY_SECONDS) {
                found(
                        on,
                        "the segment starts "
                                + between
                                + " s after the one before it, which lasts "
                                + lastDuration);
            }
            stream.counters().forEach((pid, its) -> counter(pid, its, on));
        }
        counters = new HashMap<>(stream.counters());
        lastStart = start;
        lastDuration = segment.duration();
        lastMsn = segment.msn();
        lastDiscontinuity = segment.discontinuitySequence();
    }

    private void counter(int pid, Counters its, Findings on) {
        var before = counters.get(pid);
        if (before != null && its.first() != (before.last() + 1) % 16) {
            found(
                    on,
                    "PID "
                            + pid
                            + " starts with counter "
                            + its.first()
                            + " after "
                            + before.last());
        }
    }

    private static void found(Findings on, String sentence) {
        on.add(Kind.MEDIA, 0, SECTION, sentence);
    }
}
