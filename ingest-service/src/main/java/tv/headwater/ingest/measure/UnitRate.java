package tv.headwater.ingest.measure;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

import java.util.Arrays;

/**
 * How many units of one track, and how many bytes, there are to a second of media over the last {@link #SECONDS} of them. Units are
 * counted into one slot for each second, so that neither memory nor time depends on their number.
 */
final class UnitRate {

    static final int SECONDS = 10;

    private static final long NONE = Long.MIN_VALUE;

    private final long[] second = new long[SECONDS];
    private final long[] firstDts = new long[SECONDS];
    private final long[] units = new long[SECONDS];
    private final long[] bytes = new long[SECONDS];
    private long newestDts;
    private long newestBytes;

    UnitRate() {
        clear();
    }

    void clear() {
        Arrays.fill(second, NONE);
    }

    /**
     * @param dts not less than that of the unit before
     */
    void add(long dts, int size) {
        long now = dts / TICKS_PER_SECOND;
        int slot = (int) (now % SECONDS);
        if (second[slot] != now) {
            second[slot] = now;
            firstDts[slot] = dts;
            units[slot] = 0;
            bytes[slot] = 0;
        }
        units[slot]++;
        bytes[slot] += size;
        newestDts = dts;
        newestBytes = size;
    }

    /**
     * The newest unit is where the measured time ends, so it counts in neither rate.
     *
     * @param perSecond units in a second
     * @param bitrate bits in a second
     */
    record Measured(double perSecond, long bitrate) {}

    /** As of media time {@code now}; both rates are 0 while fewer than two units fall into the last seconds. */
    Measured measured(long now) {
        long oldest = now / TICKS_PER_SECOND - SECONDS;
        long from = Long.MAX_VALUE;
        long count = -1;
        long size = -newestBytes;
        for (int slot = 0; slot < SECONDS; slot++) {
            if (second[slot] > oldest) {
                from = Math.min(from, firstDts[slot]);
                count += units[slot];
                size += bytes[slot];
            }
        }
        if (count < 1 || newestDts <= from) {
            return new Measured(0, 0);
        }
        double seconds = (double) (newestDts - from) / TICKS_PER_SECOND;
        return new Measured(count / seconds, Math.round(size * 8 / seconds));
    }
}
