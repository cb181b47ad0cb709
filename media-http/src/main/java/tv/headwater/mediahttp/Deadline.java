package tv.headwater.mediahttp;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection's next deadline. Moving it later costs nothing: the timer looks again when it fires. Belongs to the event
 * loop.
 */
final class Deadline {

    private final EventExecutor loop;
    private final Runnable missed;
    private @Nullable Future<?> timer;
    private long timerAt;
    private long at;
    private boolean cleared;

    Deadline(EventExecutor loop, Runnable missed) {
        this.loop = loop;
        this.missed = missed;
    }

    void set(Duration in) {
        if (cleared) {
            return;
        }
        at = System.nanoTime() + in.toNanos();
        if (timer == null) {
            arm();
        } else if (at - timerAt < 0) {
            timer.cancel(false);
            arm();
        }
    }

    /** Ends it for good. */
    void clear() {
        cleared = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void arm() {
        timerAt = at;
        timer = loop.schedule(this::look, at - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void look() {
        timer = null;
        if (cleared) {
            return;
        }
        if (at - System.nanoTime() > 0) {
            arm();
        } else {
            missed.run();
        }
    }
}
