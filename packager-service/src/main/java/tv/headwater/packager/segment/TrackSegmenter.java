package tv.headwater.packager.segment;

import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;

/** Cuts one track of a feed into segments, where the stamps say. */
final class TrackSegmenter {

    private @Nullable OpenSegment open;

    /** Whether a unit can follow what came before it. */
    boolean accepts(AccessUnit unit, InitSegment init) {
        if (open == null) {
            return true;
        }
        long segment = unit.stamp().segment();
        boolean anew = segment > open.msn() && init.number() != open.init().number();
        return segment >= open.msn() && (anew || unit.dts() > open.lastDts());
    }

    /**
     * Takes a unit in.
     *
     * @param init of the discontinuity the unit belongs to
     * @return the segment that is complete now, null if none is
     */
    @Nullable MediaSegment add(AccessUnit unit, InitSegment init) {
        var current = open;
        if (current == null) {
            open = new OpenSegment(unit, init);
            return null;
        }
        long segment = unit.stamp().segment();
        if (segment == current.msn()) {
            current.append(unit);
            return null;
        }
        open = new OpenSegment(unit, init);
        boolean next = segment == current.msn() + 1 && init.number() == current.init().number();
        return next ? current.complete(unit) : current.finish();
    }

    /**
     * Ends the discontinuity.
     *
     * @return the segment that was open, null if none was
     */
    @Nullable MediaSegment finish() {
        var current = open;
        open = null;
        return current == null ? null : current.finish();
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
