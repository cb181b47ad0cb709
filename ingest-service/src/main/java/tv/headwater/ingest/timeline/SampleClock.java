package tv.headwater.ingest.timeline;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

/**
 * Times audio by counting its samples, since RTMP's milliseconds are too coarse to add up. Follows RTMP's time again when the
 * two are further apart than {@link #RESYNC_TICKS}: samples were lost, or the publisher's clock is not its sound card's.
 */
final class SampleClock {

    static final long RESYNC_TICKS = 40 * TICKS_PER_SECOND / 1000;

    private final int sampleRate;
    private long position = -1;
    private long expected = -1;

    SampleClock(int sampleRate) {
        this.sampleRate = sampleRate;
    }

    boolean counts(int rate) {
        return sampleRate == rate;
    }

    /**
     * The exact time of the next frame.
     *
     * @param ticks when RTMP says it comes
     * @param samples that are in it
     */
    long next(long ticks, int samples) {
        if (position < 0) {
            position = positionAt(ticks);
        } else {
            boolean near = Math.abs(ticksAt(expected) - ticks) <= RESYNC_TICKS;
            position = near ? expected : Math.max(positionAt(ticks), position + 1);
        }
        expected = position + samples;
        return ticksAt(position);
    }

    /** Forgets the count, so that the next frame sets it. */
    void restart() {
        position = -1;
    }

    private long positionAt(long ticks) {
        long samples = divideRounding(ticks * sampleRate, TICKS_PER_SECOND);
        // A tick is longer than a sample here: start where the two coincide, so that positions stay
        // exact.
        return sampleRate > TICKS_PER_SECOND ? samples - samples % 32 : samples;
    }

    private long ticksAt(long samples) {
        return divideRounding(samples * TICKS_PER_SECOND, sampleRate);
    }

    private static long divideRounding(long dividend, long divisor) {
        return (dividend + divisor / 2) / divisor;
    }
}
