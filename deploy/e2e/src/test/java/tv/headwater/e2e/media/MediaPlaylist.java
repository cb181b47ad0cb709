package tv.headwater.e2e.media;

import java.util.ArrayList;
import java.util.List;

/**
 * A media playlist as a player reads it (RFC 8216bis 4.4).
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
     * @throws IllegalArgumentException if it is none
     */
    public static MediaPlaylist parse(String text) {
        var lines = text.lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals("#EXTM3U")) {
            throw new IllegalArgumentException("no playlist: " + text);
        }
        long mediaSequence = 0;
        long discontinuitySequence = 0;
        int targetDuration = 0;
        boolean ended = false;
        double duration = 0;
        boolean discontinuity = false;
        boolean gap = false;
        var map = "";
        var segments = new ArrayList<Segment>();
        for (var line : lines) {
            var value = line.substring(line.indexOf(':') + 1);
            if (line.startsWith("#EXT-X-MEDIA-SEQUENCE:")) {
                mediaSequence = Long.parseLong(value);
            } else if (line.startsWith("#EXT-X-DISCONTINUITY-SEQUENCE:")) {
                discontinuitySequence = Long.parseLong(value);
            } else if (line.startsWith("#EXT-X-TARGETDURATION:")) {
                targetDuration = Integer.parseInt(value);
            } else if (line.equals("#EXT-X-ENDLIST")) {
                ended = true;
            } else if (line.equals("#EXT-X-DISCONTINUITY")) {
                discontinuity = true;
            } else if (line.equals("#EXT-X-GAP")) {
                gap = true;
            } else if (line.startsWith("#EXT-X-MAP:")) {
                map = value.replaceAll(".*URI=\"([^\"]*)\".*", "$1");
            } else if (line.startsWith("#EXTINF:")) {
                duration = Double.parseDouble(value.substring(0, value.indexOf(',')));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                long msn = mediaSequence + segments.size();
                segments.add(new Segment(msn, line, duration, discontinuity, map, gap));
                discontinuity = false;
                gap = false;
            }
        }
        return new MediaPlaylist(
                mediaSequence, discontinuitySequence, targetDuration, ended, segments);
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
