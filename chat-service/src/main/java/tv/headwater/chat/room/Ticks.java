package tv.headwater.chat.room;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that does things again and again, however often they fail. */
final class Ticks implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Ticks.class);

    private final ScheduledExecutorService timer;

    Ticks(String name) {
        timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name(name).daemon().factory());
    }

    void every(Duration interval, Runnable task) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (Throwable e) {
                        // Netty says with an Error that it has no buffers left, which must not end
                        // the ticking for ever.
                        log.error("a tick of the rooms failed", e);
                    }
                },
                interval.toMillis(),
                interval.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
