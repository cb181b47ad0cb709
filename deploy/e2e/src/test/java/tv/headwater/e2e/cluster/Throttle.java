package tv.headwater.e2e.cluster;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Gives a process no more than a share of one processor, by stopping it for the rest of the time, until closed. */
public final class Throttle implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(10);

    private final ProcessHandle process;
    private final double share;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins at once.
     *
     * @param share of one processor, 1 for all of it
     */
    public Throttle(ProcessHandle process, double share) {
        this.process = process;
        this.share = share;
        this.thread = Thread.ofPlatform().name("throttle").daemon().start(this::run);
    }

    private void run() {
        long begin = System.nanoTime();
        long used = cpuNanos();
        boolean stopped = false;
        while (!closed && process.isAlive()) {
            boolean exceeds = cpuNanos() - used > share * (System.nanoTime() - begin);
            if (exceeds != stopped) {
                Signals.send(exceeds ? "STOP" : "CONT", process.pid());
                stopped = exceeds;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        if (stopped && process.isAlive()) {
            Signals.send("CONT", process.pid());
        }
    }

    private long cpuNanos() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    /** Lets it run freely again. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
