package tv.headwater.e2e.hls.playlist;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

/** Playlist Delta Updates (RFC 8216bis 6.2.5.1). */
public final class Delta {

    private Delta() {}

    /**
     * The full playlist that a delta update stands for; empty if what it skips is not in the one before it.
     *
     * @param before a full one
     */
    public static Optional<MediaPlaylist> apply(MediaPlaylist before, MediaPlaylist delta) {
        long from = delta.mediaSequence() - before.mediaSequence();
        long to = from + delta.skipped().orElseThrow();
        if (from < 0 || to > before.segments().size() || to == from) {
            return Optional.empty();
        }
        // What is skipped is so far from the end that its parts are no longer listed.
        List<Segment> segments = new ArrayList<>();
        before.segments().subList((int) from, (int) to).stream()
                .map(Segment::withoutParts)
                .forEach(segments::add);
        for (var segment : delta.segments()) {
            segments.add(segment.after(segments.getLast()));
        }
        var open = delta.open().after(segments.getLast());
        return Optional.of(
                new MediaPlaylist(
                        delta.version(),
                        delta.targetDuration(),
                        delta.mediaSequence(),
                        delta.discontinuitySequence(),
                        delta.independentSegments(),
                        delta.partTarget(),
                        delta.serverControl(),
                        OptionalLong.empty(),
                        segments,
                        open,
                        delta.preloadHints(),
                        delta.renditionReports(),
                        delta.dateRanges(),
                        delta.ended()));
    }
}
