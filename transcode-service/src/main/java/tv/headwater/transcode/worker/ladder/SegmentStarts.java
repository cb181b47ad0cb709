package tv.headwater.transcode.worker.ladder;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;

/**
 * Which segment a decoded picture belongs to: the last one whose first access unit is not shown later than it. Knows one
 * discontinuity; pictures are asked about in the order in which they are shown.
 */
final class SegmentStarts {

    private record Start(long pts, Configuration place) {}

    private final Deque<Start> starts = new ArrayDeque<>();
    private @Nullable Configuration announced;

    /** A segment is about to begin, or the CONFIG of one that has begun is said anew. */
    void on(Configuration place) {
        var newest = starts.peekLast();
        if (newest != null && newest.place().stamp().segment() == place.stamp().segment()) {
            starts.removeLast();
            starts.addLast(new Start(newest.pts(), place));
        } else {
            announced = place;
        }
    }

    /** The next access unit of the video. */
    void on(AccessUnit unit) {
        var place = announced;
        if (place != null && unit.stamp().segment() == place.stamp().segment()) {
            starts.addLast(new Start(unit.pts(), place));
            announced = null;
        }
    }

    /** The place of a picture; null if it belongs to a segment that was over before all this began. */
    @Nullable Configuration of(long pts) {
        var current = starts.peekFirst();
        if (current == null) {
            return null;
        }
        for (var next = second(); next != null && next.pts() <= pts; next = second()) {
            starts.removeFirst();
            current = next;
        }
        // Pictures that lead the very first of a discontinuity have no segment before it to go to.
        return pts >= current.pts() || current.place().discontinuity() ? current.place() : null;
    }

    private @Nullable Start second() {
        var all = starts.iterator();
        all.next();
        return all.hasNext() ? all.next() : null;
    }

    /** A new discontinuity: forgets all. */
    void clear() {
        starts.clear();
        announced = null;
    }
}
