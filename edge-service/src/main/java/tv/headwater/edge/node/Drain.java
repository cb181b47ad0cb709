package tv.headwater.edge.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/**
 * The first thing that happens on shutdown: the edge says that it wants no new viewers and goes on serving for a while, so that
 * steering has moved those it has before it closes.
 */
public final class Drain implements SmartLifecycle {

    private final Duration time;
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile Runnable announce = () -> {};
    private volatile boolean running;
    private volatile boolean draining;

    /** @param time how long it goes on serving */
    public Drain(Duration time) {
        this.time = time;
    }

    /** How to say so. */
    public void announceBy(Runnable announcement) {
        announce = announcement;
    }

    public boolean isDraining() {
        return draining;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        draining = true;
        running = false;
        announce.run();
        try {
            never.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
