package tv.headwater.packager.playlist;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.packager.playlist.MediaPlaylist.LowLatency;
import tv.headwater.packager.playlist.MediaPlaylist.RenditionReport;
import tv.headwater.packager.playlist.PastSegments.Place;

/** Writes one Media Playlist. */
final class MediaPlaylistText {

    private final MediaPlaylist playlist;
    private final PastSegments past;
    private final Skip skip;
    private final @Nullable LowLatency lowLatency;
    private final StringBuilder text;
    private final SegmentsText segments;

    /** @param past stands before the playlist's own segments */
    MediaPlaylistText(MediaPlaylist playlist, PastSegments past, Skip skip) {
        this.playlist = playlist;
        this.past = past;
        this.skip = skip;
        this.lowLatency = playlist.lowLatency();
        this.text = new StringBuilder(512 + 128 * playlist.segments().size());
        this.segments = new SegmentsText(text, begin());
    }

    private Place begin() {
        return past.isEmpty()
                ? new Place("", null, playlist.discontinuitySequence())
                : past.begin();
    }

    /**
     * EXT-X-SKIP in place of the first {@code skipped} segments. Which EXT-X-KEY and EXT-X-MAP hold after them is known to who has them,
     * and told again: Shaka Player 5.2 does not look back for it, and appends media before an initialization segment. What the first
     * segment after them changes is told there, and only there (RFC 8216bis 4.4.4.5).
     */
    PlaylistText without(int skipped) {
        head();
        List<PastSegments.Block> kept = new ArrayList<>();
        int left = skipped;
        for (var block : past.blocks()) {
            if (left < block.count()) {
                kept.add(block);
            }
            left = Math.max(0, left - block.count());
            segments.skipTo(block.end());
        }
        if (left > 0) {
            segments.skipTo(playlist.segments().get(left - 1).place());
        }
        if (skipped > 0) {
            skip(skipped);
            if (kept.isEmpty()) {
                segments.restate(segments.place(), playlist.segments().get(left).place());
            } else {
                segments.restate(kept.getFirst().before(), kept.getFirst().first());
            }
        }
        var head = text.toString();
        text.setLength(0);
        playlist.segments().stream().skip(left).forEach(segments::append);
        if (lowLatency != null) {
            tail(lowLatency);
        }
        if (playlist.endList()) {
            text.append("#EXT-X-ENDLIST\n");
        }
        return new PlaylistText(head, kept, text.toString());
    }

    private void skip(int count) {
        text.append("#EXT-X-SKIP:SKIPPED-SEGMENTS=").append(count);
        if (skip == Skip.DATE_RANGES) {
            text.append(",RECENTLY-REMOVED-DATERANGES=\"")
                    .append(String.join("\t", playlist.dateRanges().recentlyRemoved()))
                    .append('"');
        }
        text.append('\n');
    }

    private void head() {
        text.append("#EXTM3U\n#EXT-X-VERSION:").append(playlist.version(past, skip)).append('\n');
        if (playlist.independentSegments() && past.isIndependent()) {
            text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        }
        text.append("#EXT-X-TARGETDURATION:").append(playlist.targetDuration()).append('\n');
        if (lowLatency != null) {
            text.append("#EXT-X-PART-INF:PART-TARGET=");
            appendMillis(lowLatency.partTarget());
            text.append("\n#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=");
            text.append(playlist.canSkipUntil())
                    .append(".0,CAN-SKIP-DATERANGES=YES,PART-HOLD-BACK=");
            appendMillis(lowLatency.partHoldBack());
            text.append(",HOLD-BACK=").append(3 * playlist.targetDuration()).append(".0\n");
        } else if (playlist.hasDeltas(past)) {
            text.append("#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=");
            text.append(playlist.canSkipUntil()).append(".0,CAN-SKIP-DATERANGES=YES\n");
        }
        text.append("#EXT-X-MEDIA-SEQUENCE:").append(mediaSequence()).append('\n');
        text.append("#EXT-X-DISCONTINUITY-SEQUENCE:");
        text.append(begin().discontinuitySequence()).append('\n');
        if (skip != Skip.DATE_RANGES) {
            playlist.dateRanges().old().forEach(text::append);
        }
        playlist.dateRanges().recent().forEach(text::append);
    }

    private long mediaSequence() {
        return past.isEmpty() ? playlist.mediaSequence() : past.blocks().getFirst().mediaSequence();
    }

    private void tail(LowLatency live) {
        var next = live.next();
        if (next != null) {
            segments.place(next.map(), next.key(), next.discontinuitySequence());
            next.parts().forEach(segments::append);
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
        SegmentsText.appendSeconds(text, millis, 1000);
    }
}
