package tv.headwater.packager.segment;

import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.TimedEvent;

/** Cuts one track of a feed into segments, where the stamps say, and these into parts. */
final class TrackSegmenter {

    /** Gets what comes out. */
    interface Output {

        /** The segment has one part more, or several. */
        void extended(PartialSegment segment);

        void completed(MediaSegment segment);
    }

    private final Output out;
    private @Nullable OpenSegment open;

    TrackSegmenter(Output out) {
        this.out = out;
    }

    /** Whether a unit can follow what came before it. */
    boolean accepts(AccessUnit unit, InitSegment init) {
        if (open == null) {
            return true;
        }
        long segment = unit.stamp().segment();
        boolean anew = segment > open.msn() && init.number() != open.init().number();
        return segment >= open.msn() && (anew || unit.dts() > open.lastDts());
    }

    /** Takes a unit into the segment it is at, and says whether it belongs there. */
    boolean append(AccessUnit unit) {
        var current = open;
        if (current == null || unit.stamp().segment() != current.msn()) {
            return false;
        }
        int before = current.completeParts();
        current.append(unit);
        tell(current, before);
        return true;
    }

    /** Goes on with the segment that {@code first} begins. */
    void begin(OpenSegment next, AccessUnit first) {
        var current = open;
        open = next;
        if (current != null) {
            boolean follows =
                    next.msn() == current.msn() + 1
                            && next.init().number() == current.init().number();
            out.completed(follows ? current.complete(first) : current.finish());
        }
        tell(next, 0);
    }

    /** What stands at this place of the log. */
    void tell(TimedEvent event) {
        if (open != null) {
            open.tell(event);
        }
    }

    private void tell(OpenSegment segment, int before) {
        if (segment.completeParts() > before) {
            out.extended(segment.partial());
        }
    }

    /** Ends the discontinuity. */
    void finish() {
        var current = open;
        open = null;
        if (current != null) {
            out.completed(current.finish());
        }
    }

    /** Of the open segment; below all others where none is open. */
    long msn() {
        return open == null ? Long.MIN_VALUE : open.msn();
    }

    /** Payload bytes of the open segment. */
    long size() {
        return open == null ? 0 : open.size();
    }
}
