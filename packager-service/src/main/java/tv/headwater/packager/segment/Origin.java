package tv.headwater.packager.segment;

import tv.headwater.contract.media.MediaRecord;

/**
 * Where a discontinuity lies in time.
 *
 * @param wallClock of pts 0, µs since 1970
 * @param start the pts it begins at, in ticks
 */
public record Origin(long wallClock, long start) {

    private static final long TICKS = MediaRecord.TICKS_PER_SECOND / 10_000;
    private static final long MICROS = 100;

    /** Wall clock of a pts in ticks. */
    long date(long pts) {
        return wallClock + Math.multiplyExact(pts, MICROS) / TICKS;
    }

    /** The pts in ticks that {@link #date} was given: a tick is longer than a microsecond, so nothing is lost. */
    long pts(long date) {
        return Math.ceilDiv(Math.multiplyExact(date - wallClock, TICKS), MICROS);
    }

    /** Wall clock of its beginning, µs since 1970. */
    public long startDate() {
        return date(start);
    }
}
