package tv.headwater.ingest.rtmp;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one deadline a connection is under. Belongs to its event loop. */
final class Deadline {

    private final EventLoop loop;
    private @Nullable Future<?> pending;

    Deadline(EventLoop loop) {
        this.loop = loop;
    }

    /** Replaces the deadline before. */
    void in(Duration time, Runnable then) {
        cancel();
        pending = loop.schedule(then, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    void cancel() {
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        }
    }
}
