package tv.headwater.transcode.stream;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells when a worker hangs: it gets pictures, and shows no sign of life. It may be silent for as long as it gets nothing,
 * and while its output is not taken. Safe for use by many threads.
 */
final class Watchdog {

    /** The watching itself was held up if it was away for longer. */
    private static final long ABSENCE_NANOS = 1_000_000_000;

    private final long patience;
    private final long firstPatience;
    private final int delay;
    private final LongSupplier nanos;
    private long since;
    private boolean waiting;
    private boolean alive;
    private int pictures;
    private boolean sending;
    private boolean draining;
    private boolean held;
    private long looked;

    /**
     * @param patience without a sign of life
     * @param firstPatience before the first
     * @param delay how many pictures an encoder may keep
     * @param nanos the time
     */
    Watchdog(Duration patience, Duration firstPatience, int delay, LongSupplier nanos) {
        this.patience = patience.toNanos();
        this.firstPatience = Math.max(firstPatience.toNanos(), this.patience);
        this.delay = delay;
        this.nanos = nanos;
        this.looked = nanos.getAsLong();
    }

    /** Something is being handed to the worker. */
    synchronized void sending(boolean picture) {
        sending = true;
        if (!waiting) {
            waiting = true;
            since = nanos.getAsLong();
        }
        if (picture) {
            pictures++;
        }
    }

    /** It has taken it. */
    synchronized void sent() {
        sending = false;
        if (pictures == 0 && !draining) {
            waiting = false;
        }
    }

    /** It has been asked to give out everything. */
    synchronized void draining() {
        draining = true;
        waiting = true;
        since = nanos.getAsLong();
    }

    /** It gave something out, or tells of progress. */
    synchronized void sign() {
        alive = true;
        pictures = 0;
        since = nanos.getAsLong();
        waiting = sending || draining;
    }

    /** Its output waits for Kafka, or does so no longer. */
    synchronized void held(boolean now) {
        held = now;
        since = nanos.getAsLong();
    }

    /** To be asked several times a second. */
    synchronized boolean isHung() {
        long now = nanos.getAsLong();
        long away = now - looked;
        looked = now;
        if (away > ABSENCE_NANOS) {
            since += away;
        }
        return waiting
                && !held
                && (sending || draining || pictures >= delay)
                && now - since >= (alive ? patience : firstPatience);
    }
}
