package tv.headwater.ingest.timeline;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

/**
 * Times audio by counting its samples, since RTMP's milliseconds are too coarse to add up. Follows RTMP's time again when the
 * two are further apart than {@link #RESYNC_TICKS}: samples were lost, or the publisher's clock is not its sound card's.
 */
final class SampleClock {

    static final long RESYNC_TICKS = 40 * TICKS_PER_SECOND / 1000;

    private final int sampleRate;
    private final int samplesPerFrame;
    private long position = -1;

    SampleClock(int sampleRate, int samplesPerFrame) {
        this.sampleRate = sampleRate;
        this.samplesPerFrame = samplesPerFrame;
    }

    boolean counts(int rate, int perFrame) {
        return sampleRate == rate && samplesPerFrame == perFrame;
    }

    /** The exact time of the next frame, which RTMP says comes at {@code ticks}. */
    long next(long ticks) {
        if (position < 0) {
            position = positionAt(ticks);
        } else {
            long expected = position + samplesPerFrame;
            boolean near = Math.abs(ticksAt(expected) - ticks) <= RESYNC_TICKS;
            position = near ? expected : Math.max(positionAt(ticks), position + 1);
        }
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
