package tv.headwater.ingest.stamp;

/**
 * Keeps whole groups of pictures out while the log takes no more, and says where media goes on. A group that has begun is
 * finished, unless there is no room at all.
 */
public final class GopGate {

    private static final int VIDEO = 1;

    private boolean closed;
    private boolean sawVideo;
    private long droppedFrom;
    private long droppedTo;
    private long droppedUnits;

    /** How much room the log has. */
    public enum Room {
        ENOUGH,
        /** No further group of pictures fits. */
        SCARCE,
        /** Nothing fits, or something was lost already. */
        NONE
    }

    /** What becomes of a unit. */
    public enum Verdict {
        PASS,
        /** Passes, the first after a gap. */
        RESUME,
        DROP
    }

    public Verdict admit(Unit unit, Room room) {
        sawVideo |= unit.track() == VIDEO;
        boolean canBegin = unit.randomAccess() && (unit.track() == VIDEO || !sawVideo);
        if (closed && canBegin && room == Room.ENOUGH) {
            closed = false;
            droppedTo = Math.max(droppedTo, unit.dts());
            return Verdict.RESUME;
        }
        if (!closed && (room == Room.NONE || (canBegin && room == Room.SCARCE))) {
            closed = true;
            droppedUnits = 0;
            droppedFrom = unit.dts();
            droppedTo = unit.dts();
        }
        if (!closed) {
            return Verdict.PASS;
        }
        droppedUnits++;
        droppedTo = Math.max(droppedTo, unit.dts());
        return Verdict.DROP;
    }

    /** Whether units are being dropped. */
    public boolean isClosed() {
        return closed;
    }

    /** Media time of the newest gap, in ticks. */
    public long droppedTicks() {
        return droppedTo - droppedFrom;
    }

    /** Units in the newest gap. */
    public long droppedUnits() {
        return droppedUnits;
    }
}
