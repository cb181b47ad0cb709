package tv.headwater.packager.playlist;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * A Media Playlist (RFC 8216bis 4.4.3).
 *
 * @param targetDuration EXT-X-TARGETDURATION, seconds
 * @param mediaSequence EXT-X-MEDIA-SEQUENCE: the number of the first segment; the others follow without a hole
 * @param discontinuitySequence EXT-X-DISCONTINUITY-SEQUENCE: that of the first segment
 * @param independentSegments EXT-X-INDEPENDENT-SEGMENTS
 * @param endList EXT-X-ENDLIST
 */
public record MediaPlaylist(
        int targetDuration,
        long mediaSequence,
        long discontinuitySequence,
        boolean independentSegments,
        List<Segment> segments,
        boolean endList) {

    /** Needed by EXT-X-MAP in a playlist of whole segments (RFC 8216bis 8). */
    static final int VERSION = 6;

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    public MediaPlaylist {
        segments = List.copyOf(segments);
    }

    /**
     * A Media Segment.
     *
     * @param duration EXTINF, in units of 1/{@code timescale} s
     * @param programDateTime EXT-X-PROGRAM-DATE-TIME
     * @param map the URI of EXT-X-MAP, written where it changes
     * @param discontinuitySequence EXT-X-DISCONTINUITY is written as often as this is more than the segment's before
     * @param gap EXT-X-GAP
     */
    public record Segment(
            String uri,
            long duration,
            int timescale,
            Instant programDateTime,
            String map,
            long discontinuitySequence,
            boolean gap) {}

    /** The playlist's text. */
    public String text() {
        var text = new StringBuilder(256 + 128 * segments.size());
        text.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION).append('\n');
        if (independentSegments) {
            text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        }
        text.append("#EXT-X-TARGETDURATION:").append(targetDuration).append('\n');
        text.append("#EXT-X-MEDIA-SEQUENCE:").append(mediaSequence).append('\n');
        text.append("#EXT-X-DISCONTINUITY-SEQUENCE:").append(discontinuitySequence).append('\n');
        var map = "";
        long sequence = discontinuitySequence;
        for (var segment : segments) {
            for (; sequence < segment.discontinuitySequence(); sequence++) {
                text.append("#EXT-X-DISCONTINUITY\n");
            }
            if (!segment.map().equals(map)) {
                map = segment.map();
                text.append("#EXT-X-MAP:URI=\"").append(map).append("\"\n");
            }
            append(text, segment);
        }
        if (endList) {
            text.append("#EXT-X-ENDLIST\n");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Segment segment) {
        text.append("#EXT-X-PROGRAM-DATE-TIME:")
                .append(DATE_TIME.format(segment.programDateTime()))
                .append('\n');
        if (segment.gap()) {
            text.append("#EXT-X-GAP\n");
        }
        text.append("#EXTINF:");
        appendSeconds(text, segment.duration(), segment.timescale());
        text.append(",\n").append(segment.uri()).append('\n');
    }

    private static void appendSeconds(StringBuilder text, long duration, int timescale) {
        long micros =
                Math.addExact(Math.multiplyExact(duration, 1_000_000L), timescale / 2) / timescale;
        var fraction = Long.toString(1_000_000 + micros % 1_000_000);
        text.append(micros / 1_000_000).append('.').append(fraction, 1, 7);
    }
}
