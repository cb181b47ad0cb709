package tv.headwater.ingest.measure;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

/** The last few distances between keyframes, in ticks. */
final class KeyframeIntervals {

    static final int KEPT = 5;

    private static final long LONG = UnitRate.SECONDS * TICKS_PER_SECOND;

    private final long[] intervals = new long[KEPT];
    private int count;
    private long newest = -1;

    void clear() {
        count = 0;
        newest = -1;
    }

    void add(long dts) {
        if (newest >= 0) {
            intervals[count++ % KEPT] = dts - newest;
        }
        newest = dts;
    }

    /** Whether there were two keyframes, or one and none since for long enough to tell of it. */
    boolean isKnown(long now) {
        return count > 0 || (newest >= 0 && now - newest >= LONG);
    }

    /** The longest, be it the one that has not ended at {@code now}. */
    long longest(long now) {
        long longest = now - newest;
        for (int i = 0; i < Math.min(count, KEPT); i++) {
            longest = Math.max(longest, intervals[i]);
        }
        return longest;
    }
}
