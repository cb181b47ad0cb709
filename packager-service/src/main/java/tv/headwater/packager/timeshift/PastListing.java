package tv.headwater.packager.timeshift;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tv.headwater.packager.dvr.DvrIndex;
import tv.headwater.packager.dvr.StoredSegment;
import tv.headwater.packager.playlist.MediaPlaylist;
import tv.headwater.packager.playlist.PastSegments;
import tv.headwater.packager.playlist.PastSegments.Block;
import tv.headwater.packager.playlist.PastSegments.Place;
import tv.headwater.packager.window.Hole;
import tv.headwater.packager.window.Playlists;
import tv.headwater.packager.window.RenditionWindow;

/**
 * What one rendition's playlist lists before its window. Most of its text stays from one segment to the next: only blocks at both
 * ends, and where the disk has changed, are written again. Safe for use by many threads.
 */
final class PastListing {

    /** Segments of a block, whose numbers begin with a multiple of it. */
    static final int BLOCK = 256;

    /** Segments of a playlist, which caches could not hold with more. */
    static final int MAX_LISTED = 150_000;

    private Basis basis = new Basis(DvrIndex.EMPTY, -1, -1, Duration.ZERO);
    private volatile PastSegments newest = PastSegments.NONE;
    private Map<Long, Written> blocks = Map.of();

    /**
     * What it follows from.
     *
     * @param first number that the window lists
     * @param last likewise
     * @param reach how far before the end of that one the playlist goes back
     */
    private record Basis(DvrIndex index, long first, long last, Duration reach) {}

    /** @param lasting whether it holds as long as the disk does not change */
    private record Written(Block block, boolean lasting) {}

    /** Before the segments of {@code window}, which must list some. */
    synchronized PastSegments of(DvrIndex index, RenditionWindow window, Duration reach) {
        var listed = window.listed();
        var next = new Basis(index, listed.getFirst().msn(), listed.getLast().msn(), reach);
        if (!next.equals(basis)) {
            newest = written(new Shelf(index, window), next, StoredSegment.of(listed.getLast()));
            basis = next;
        }
        return newest;
    }

    private PastSegments written(Shelf shelf, Basis next, StoredSegment newestSegment) {
        long end = shelf.last().msn();
        long since = newestSegment.endDateTime() - next.reach().toMillis() * 1000;
        var first = shelf.since(since);
        if (end - first.msn() > MAX_LISTED) {
            first = shelf.ceiling(end - MAX_LISTED);
        }
        Map<Long, Written> all = new HashMap<>();
        List<Block> inOrder = new ArrayList<>();
        var place = new Place("", null, first.init().number());
        for (long from = first.msn(), to; from < end; from = to) {
            to = Math.min(end, (from / BLOCK + 1) * BLOCK);
            var known = blocks.get(from);
            var written =
                    known != null && isStill(known, to, place, next.index())
                            ? known
                            : written(shelf, from, to, place);
            all.put(from, written);
            inOrder.add(written.block());
            place = written.block().end();
        }
        blocks = all;
        return new PastSegments(inOrder);
    }

    private boolean isStill(Written known, long to, Place place, DvrIndex index) {
        var block = known.block();
        long from = block.mediaSequence();
        return known.lasting()
                && from + block.count() == to
                && block.before().equals(place)
                && index.isSame(basis.index(), from, to);
    }

    private static Written written(Shelf shelf, long from, long to, Place place) {
        List<MediaPlaylist.Segment> segments = new ArrayList<>();
        boolean independent = true;
        long msn = from;
        while (msn < to) {
            var next = shelf.ceiling(msn);
            if (next.msn() == msn) {
                segments.add(entry(next));
                independent &= next.independent();
                msn++;
            } else {
                var hole = hole(shelf, msn, next);
                for (; msn < Math.min(to, next.msn()); msn++) {
                    var gap = hole.gap(msn);
                    segments.add(
                            Playlists.entry(
                                    msn,
                                    gap.init(),
                                    gap.duration(),
                                    gap.programDateTime(),
                                    true,
                                    List.of()));
                }
            }
        }
        return new Written(
                Block.of(from, place, segments, independent), !shelf.isOnlyInMemory(from, to));
    }

    private static Hole hole(Shelf shelf, long msn, StoredSegment next) {
        var before = shelf.lower(msn);
        if (before == null) {
            throw new IllegalStateException("nothing is before segment " + msn);
        }
        return Hole.of(
                before.msn(),
                before.init(),
                before.start() + before.duration(),
                before.endDateTime(),
                next.msn(),
                next.init(),
                next.start());
    }

    private static MediaPlaylist.Segment entry(StoredSegment segment) {
        return Playlists.entry(
                segment.msn(),
                segment.init(),
                segment.duration(),
                segment.programDateTime(),
                segment.isGap(),
                List.of());
    }

    /** Characters it keeps. */
    int length() {
        return newest.length();
    }
}
