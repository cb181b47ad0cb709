package tv.headwater.transcode.worker.ladder;

import java.util.concurrent.TimeUnit;

/** Measures for how long at least one of several threads has had something to do. Safe for use by many threads. */
final class BusyClock {

    private int working;
    private long since;
    private long nanos;

    synchronized void begin() {
        if (working++ == 0) {
            since = System.nanoTime();
        }
    }

    synchronized void end() {
        if (--working == 0) {
            nanos += System.nanoTime() - since;
        }
    }

    synchronized long millis() {
        long running = working == 0 ? 0 : System.nanoTime() - since;
        return TimeUnit.NANOSECONDS.toMillis(nanos + running);
    }
}
