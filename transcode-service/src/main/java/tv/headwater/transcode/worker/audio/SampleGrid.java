package tv.headwater.transcode.worker.audio;

/**
 * Decides where decoded samples go in time. Samples are counted from pts 0 at 48 kHz; a run of samples follows the one before as long as
 * its timestamp is about right, so that no jitter of timestamps is ever heard.
 */
final class SampleGrid {

    /** 40 ms: a timestamp further off is believed at once. */
    static final int JITTER = 1920;

    /** 5 ms: one further off is believed if those after it say the same. */
    static final int ACCURACY = 240;

    /** Runs of samples that must agree. */
    static final int PATIENCE = 10;

    private long next;

    /** Runs in a row that came too late, or, below 0, too early. */
    private int inaccurate;

    /** What to do with a run of samples: write {@code silence} samples of silence, then all but the first {@code skip} of its own. */
    record Placement(long silence, int skip) {}

    /** The first sample to be written is {@code first}; the run lies at {@code start}, and ends after {@code first}. */
    Placement begin(long first, long start, int samples) {
        inaccurate = 0;
        next = first;
        return exactly(start - first, samples);
    }

    /**
     * @param start the first sample of the run, by its timestamp
     * @param afterLoss whether something before it is known to be missing
     */
    Placement place(long start, int samples, boolean afterLoss) {
        long late = start - next;
        int sign = Math.abs(late) > ACCURACY ? Long.signum(late) : 0;
        inaccurate = sign == 0 || sign * inaccurate < 0 ? sign : inaccurate + sign;
        boolean isBelieved =
                Math.abs(late) > JITTER
                        || Math.abs(inaccurate) >= PATIENCE
                        || (afterLoss && sign != 0);
        if (!isBelieved) {
            next += samples;
            return new Placement(0, 0);
        }
        inaccurate = 0;
        return exactly(late, samples);
    }

    private Placement exactly(long late, int samples) {
        long silence = Math.max(0, late);
        int skip = (int) Math.min(samples, Math.max(0, -late));
        next += silence + samples - skip;
        return new Placement(silence, skip);
    }

    /** The sample to be written next. */
    long next() {
        return next;
    }
}
