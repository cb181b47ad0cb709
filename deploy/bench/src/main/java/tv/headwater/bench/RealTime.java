package tv.headwater.bench;

import java.util.concurrent.locks.LockSupport;

/** What happens at its time. */
final class RealTime {

    private RealTime() {}

    /**
     * Waits.
     *
     * @param due in {@link System#nanoTime}
     */
    static void await(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
