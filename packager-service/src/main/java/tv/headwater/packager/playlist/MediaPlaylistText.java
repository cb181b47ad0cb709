package tv.headwater.packager.playlist;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tv.headwater.packager.crypt.KeyTag;
import tv.headwater.packager.playlist.MediaPlaylist.LowLatency;
import tv.headwater.packager.playlist.MediaPlaylist.Part;
import tv.headwater.packager.playlist.MediaPlaylist.RenditionReport;
import tv.headwater.packager.playlist.MediaPlaylist.Segment;

/** Writes one Media Playlist. */
final class MediaPlaylistText {

    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final MediaPlaylist playlist;
    private final @Nullable LowLatency lowLatency;
    private final StringBuilder text;

    /** Of the segment written last. */
    private String map = "";

    private @Nullable KeyTag key;
    private long discontinuitySequence;

    MediaPlaylistText(MediaPlaylist playlist) {
        this.playlist = playlist;
        this.lowLatency = playlist.lowLatency();
        this.text = new StringBuilder(512 + 128 * playlist.segments().size());
    }

    String whole() {
        return without(0);
    }

    /** EXT-X-SKIP in place of the first {@code skipped} segments; what they had is known to who has them. */
    String without(int skipped) {
        head();
        discontinuitySequence = playlist.discontinuitySequence();
        if (skipped > 0) {
            text.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(skipped).append('\n');
            var last = playlist.segments().get(skipped - 1);
            map = last.map();
            key = last.key();
            discontinuitySequence = last.discontinuitySequence();
        }
        playlist.segments().stream().skip(skipped).forEach(this::append);
        if (lowLatency != null) {
            tail(lowLatency);
        }
        if (playlist.endList()) {
            text.append("#EXT-X-ENDLIST\n");
        }
        return text.toString();
    }

    private void head() {
        text.append("#EXTM3U\n#EXT-X-VERSION:").append(playlist.version()).append('\n');
        if (playlist.independentSegments()) {
            text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        }
        text.append("#EXT-X-TARGETDURATION:").append(playlist.targetDuration()).append('\n');
        if (lowLatency != null) {
            text.append("#EXT-X-PART-INF:PART-TARGET=");
            appendMillis(lowLatency.partTarget());
            text.append("\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=");
            text.append(playlist.canSkipUntil()).append(".0,PART-HOLD-BACK=");
            appendMillis(lowLatency.partHoldBack());
            text.append(",HOLD-BACK=").append(3 * playlist.targetDuration()).append(".0\n");
        }
        text.append("#EXT-X-MEDIA-SEQUENCE:").append(playlist.mediaSequence()).append('\n');
        text.append("#EXT-X-DISCONTINUITY-SEQUENCE:");
        text.append(playlist.discontinuitySequence()).append('\n');
        playlist.dateRanges().forEach(text::append);
    }

    private void append(Segment segment) {
        place(segment.map(), segment.key(), segment.discontinuitySequence());
        text.append("#EXT-X-PROGRAM-DATE-TIME:")
                .append(DATE_TIME.format(segment.programDateTime()))
                .append('\n');
        segment.parts().forEach(this::append);
        if (segment.gap()) {
            text.append("#EXT-X-GAP\n");
        }
        text.append("#EXTINF:");
        appendSeconds(segment.duration(), segment.timescale());
        text.append(",\n").append(segment.uri()).append('\n');
    }

    /** The key stands before the map, as it must where a map is encrypted too. */
    private void place(String nextMap, @Nullable KeyTag nextKey, long nextDiscontinuitySequence) {
        for (; discontinuitySequence < nextDiscontinuitySequence; discontinuitySequence++) {
            text.append("#EXT-X-DISCONTINUITY\n");
        }
        if (!Objects.equals(nextKey, key)) {
            key = nextKey;
            text.append((nextKey == null ? KeyTag.NONE : nextKey).text()).append('\n');
        }
        if (!nextMap.equals(map)) {
            map = nextMap;
            text.append("#EXT-X-MAP:URI=\"").append(map).append("\"\n");
        }
    }

    private void append(Part part) {
        text.append("#EXT-X-PART:DURATION=");
        appendSeconds(part.duration(), part.timescale());
        text.append(",URI=\"").append(part.uri()).append('"');
        if (part.independent()) {
            text.append(",INDEPENDENT=YES");
        }
        text.append('\n');
    }

    private void tail(LowLatency live) {
        var next = live.next();
        if (next != null) {
            place(next.map(), next.key(), next.discontinuitySequence());
            next.parts().forEach(this::append);
        }
        if (live.preloadHint() != null) {
            text.append("#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"")
                    .append(live.preloadHint())
                    .append("\"\n");
        }
        live.reports().forEach(this::append);
    }

    private void append(RenditionReport report) {
        text.append("#EXT-X-RENDITION-REPORT:URI=\"").append(report.uri());
        text.append("\",LAST-MSN=").append(report.lastMsn());
        text.append(",LAST-PART=").append(report.lastPart()).append('\n');
    }

    private void appendMillis(int millis) {
        appendSeconds(millis, 1000);
    }

    private void appendSeconds(long duration, int timescale) {
        long micros =
                Math.addExact(Math.multiplyExact(duration, 1_000_000L), timescale / 2) / timescale;
        var fraction = Long.toString(1_000_000 + micros % 1_000_000);
        text.append(micros / 1_000_000).append('.').append(fraction, 1, 7);
    }
}
