package tv.headwater.packager.window;

import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;

/**
 * Numbers without segments between two that have them: each is a gap, and all together they are as long as the track was silent.
 *
 * @param msn of the segment before
 * @param init of that segment
 * @param end where that segment ends, in units of its timescale
 * @param programDateTime where that segment ends, µs since 1970
 * @param count of the gaps
 * @param silence from that segment to the next, in units of its timescale; 0 where their clocks differ
 */
public record Hole(
        long msn, InitSegment init, long end, long programDateTime, int count, long silence) {

    private static final long MICROS = 1_000_000;

    /**
     * Before the segment {@code nextMsn}.
     *
     * @param nextStart of that segment, in its own timescale
     */
    public static Hole of(
            long msn,
            InitSegment init,
            long end,
            long programDateTime,
            long nextMsn,
            InitSegment nextInit,
            long nextStart) {
        boolean sameClock = init.number() == nextInit.number();
        return new Hole(
                msn,
                init,
                end,
                programDateTime,
                Math.toIntExact(nextMsn - msn - 1),
                sameClock ? Math.max(0, nextStart - end) : 0);
    }

    /** @param missing one of those numbers */
    public MediaSegment gap(long missing) {
        long index = missing - msn - 1;
        long from = silence * index / count;
        long to = silence * (index + 1) / count;
        return MediaSegment.gap(
                missing,
                init,
                end + from,
                to - from,
                programDateTime + from * MICROS / init.timescale());
    }
}
