package tv.headwater.e2e.media;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import tv.headwater.e2e.hls.playlist.Findings;

/**
 * What of a media playlist says which packets there are; the whole is read by {@code hls.playlist}.
 *
 * @param targetDuration EXT-X-TARGETDURATION
 */
public record MediaPlaylist(
        long mediaSequence,
        long discontinuitySequence,
        int targetDuration,
        boolean ended,
        List<Segment> segments) {

    /**
     * @param duration EXTINF
     * @param discontinuity whether EXT-X-DISCONTINUITY stands before it
     * @param map EXT-X-MAP
     * @param gap whether EXT-X-GAP says that there is no media
     */
    public record Segment(
            long msn,
            String uri,
            double duration,
            boolean discontinuity,
            String map,
            boolean gap) {}

    public MediaPlaylist {
        segments = List.copyOf(segments);
    }

    /**
     * Reads a playlist.
     *
     * @throws IllegalArgumentException if its text is not right in every respect
     */
    public static MediaPlaylist parse(String text) {
        var findings = Findings.none("playlist");
        var playlist =
                tv.headwater.e2e.hls.playlist.MediaPlaylist.parse(
                        text.getBytes(StandardCharsets.UTF_8), findings);
        if (!findings.list().isEmpty()) {
            throw new IllegalArgumentException("no playlist: " + findings.list());
        }
        return new MediaPlaylist(
                playlist.mediaSequence(),
                playlist.discontinuitySequence(),
                playlist.targetDuration(),
                playlist.ended(),
                playlist.segments().stream().map(MediaPlaylist::segment).toList());
    }

    private static Segment segment(tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment segment) {
        return new Segment(
                segment.msn(),
                segment.uri(),
                segment.duration(),
                segment.discontinuities() > 0,
                Objects.requireNonNullElse(segment.map(), ""),
                segment.gap());
    }

    public long discontinuities() {
        return segments.stream().filter(Segment::discontinuity).count();
    }

    /** The sum of all EXTINF, in seconds. */
    public double duration() {
        return segments.stream().mapToDouble(Segment::duration).sum();
    }

    /** The number the next segment will have. */
    public long nextMsn() {
        return mediaSequence + segments.size();
    }
}
