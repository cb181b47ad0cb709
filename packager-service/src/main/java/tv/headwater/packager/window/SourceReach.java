package tv.headwater.packager.window;

import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.SessionRecord;

/**
 * How far a stream's source had come at a place of the log, in PROGRAM-DATE-TIME: no segment or part that follows from what stands
 * before ends later. It says so of the log alone, so every packager finds the same at the same place.
 */
public final class SourceReach {

    /** What is taken for the last unit of a session, whose duration no other tells, to end in. */
    static final long LAST_UNIT = 2_000_000;

    /** Before everything. */
    public static final long NOWHERE = Long.MIN_VALUE;

    private static final long MICROS_PER_SECOND = 1_000_000;

    private long date = NOWHERE;
    private long lastUnit = NOWHERE;

    /** The next record of the source, as the log has it. */
    public void on(SessionRecord record) {
        switch (record) {
            case AccessUnit unit -> {
                lastUnit = Math.max(lastUnit, date(unit));
                date = Math.max(date, lastUnit);
            }
            case Configuration configuration when configuration.discontinuity() -> close();
            case EndOfSession _ -> close();
            case Configuration _ -> {}
        }
    }

    private void close() {
        if (lastUnit != NOWHERE) {
            date = Math.max(date, lastUnit + LAST_UNIT);
        }
    }

    private static long date(AccessUnit unit) {
        return unit.stamp().wallClockOrigin()
                + unit.pts() * MICROS_PER_SECOND / MediaRecord.TICKS_PER_SECOND;
    }

    /** µs since 1970, {@link #NOWHERE} before the first unit. */
    public long date() {
        return date;
    }
}
