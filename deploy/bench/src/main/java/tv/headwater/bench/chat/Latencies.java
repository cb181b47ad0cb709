package tv.headwater.bench.chat;

/** How long many things took, in steps of a tenth of a millisecond up to {@link #MOST_MILLIS}. Of one thread alone. */
final class Latencies {

    /** What took longer counts as this. */
    static final int MOST_MILLIS = 10_000;

    private static final long STEP_NANOS = 100_000;
    private static final int STEPS_PER_MILLI = 10;

    private final int[] counts = new int[MOST_MILLIS * STEPS_PER_MILLI + 1];
    private long total;

    void add(long nanos) {
        counts[Math.clamp(nanos / STEP_NANOS, 0, counts.length - 1)]++;
        total++;
    }

    long total() {
        return total;
    }

    /** In milliseconds, by nearest rank; NaN where there is nothing. */
    double quantile(double part) {
        long rank = Math.max(1, (long) Math.ceil(part * total));
        long seen = 0;
        for (int step = 0; step < counts.length; step++) {
            seen += counts[step];
            if (seen >= rank) {
                return (double) step / STEPS_PER_MILLI;
            }
        }
        return Double.NaN;
    }
}
