package tv.headwater.packager.timeshift;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.packager.dvr.DvrIndex;
import tv.headwater.packager.dvr.StoredSegment;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.window.RenditionWindow;

/**
 * One rendition's segments up to the first that its window lists, on disk or still in memory. So it does not matter how far the
 * disk is behind, and packagers whose disks are not equally fast list the same.
 */
final class Shelf {

    private final DvrIndex index;
    private final NavigableMap<Long, StoredSegment> recent = new TreeMap<>();
    private final StoredSegment last;

    /** There must be a listed segment. */
    Shelf(DvrIndex index, RenditionWindow window) {
        this.index = index;
        this.last = StoredSegment.of(window.listed().getFirst());
        List<MediaSegment> unlisted = window.segments().subList(0, window.firstListed());
        unlisted.stream()
                // What bridges a hole in the window bridges it here.
                .filter(segment -> !segment.isGap())
                .forEach(segment -> recent.put(segment.msn(), StoredSegment.of(segment)));
        recent.put(last.msn(), last);
    }

    /** The first one that the window lists. */
    StoredSegment last() {
        return last;
    }

    /** The one with this number or the next greater; the last one beyond it. */
    StoredSegment ceiling(long msn) {
        int at = index.ceiling(msn);
        var inMemory = recent.ceilingEntry(msn);
        var kept = inMemory == null ? last : inMemory.getValue();
        if (at == index.size()) {
            return kept;
        }
        var stored = index.get(at);
        return stored.msn() <= kept.msn() ? stored : kept;
    }

    /** The next one with a smaller number, null if there is none. */
    @Nullable StoredSegment lower(long msn) {
        int at = index.ceiling(msn) - 1;
        var inMemory = recent.lowerEntry(msn);
        var kept = inMemory == null ? null : inMemory.getValue();
        if (at < 0) {
            return kept;
        }
        var stored = index.get(at);
        return kept == null || stored.msn() >= kept.msn() ? stored : kept;
    }

    /**
     * The first one that ends after {@code dateTime}; the last one if there is none before.
     *
     * @param dateTime µs since 1970
     */
    StoredSegment since(long dateTime) {
        int at = index.since(dateTime);
        var kept =
                recent.values().stream()
                        .filter(segment -> segment.endDateTime() > dateTime)
                        .findFirst()
                        .orElse(last);
        return at < index.size() && index.get(at).msn() < kept.msn() ? index.get(at) : kept;
    }

    /** Whether any from {@code from} to before {@code to} is in memory alone. */
    boolean isOnlyInMemory(long from, long to) {
        return recent.subMap(from, to).keySet().stream()
                .anyMatch(msn -> index.count(msn, msn + 1) == 0);
    }
}
