package tv.headwater.transcode.stream;

import java.time.Duration;

/**
 * Counts how often workers died without getting on, to tell bad luck from a segment no worker survives. Used by one thread.
 */
final class Strikes {

    /** A worker that gave out so much since the death before has got on, in µs of media. */
    static final long PROGRESS_MICROS = 1_000_000;

    static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** So many times the limit of deaths in vain is too many. */
    private static final int HOPELESS = 5;

    private final int limit;
    private long segment = -1;
    private long shownMicros;
    private int strikes;
    private int vain;

    Strikes(int limit) {
        this.limit = limit;
    }

    /**
     * A worker died.
     *
     * @param segment the oldest of which something is missing
     * @param shownMicros until when what was given out is shown
     * @return whether the segment has to be skipped
     */
    boolean strike(long segment, long shownMicros) {
        boolean progress = shownMicros - this.shownMicros >= PROGRESS_MICROS;
        if (segment != this.segment || progress) {
            strikes = 0;
        }
        vain = progress ? 0 : vain + 1;
        this.segment = segment;
        this.shownMicros = shownMicros;
        strikes++;
        if (strikes < limit) {
            return false;
        }
        strikes = 0;
        return true;
    }

    /** Whether skipping segments does not help either. */
    boolean isHopeless() {
        if (vain < HOPELESS * limit) {
            return false;
        }
        vain = 0;
        strikes = 0;
        return true;
    }

    /** How long the next worker should wait: not at all for the first few, longer the more have died in vain. */
    Duration pause() {
        if (vain <= limit) {
            return Duration.ZERO;
        }
        int doublings = Math.min(vain - limit - 1, 10);
        var pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
