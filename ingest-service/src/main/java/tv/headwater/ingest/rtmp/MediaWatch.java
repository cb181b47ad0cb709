package tv.headwater.ingest.rtmp;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sees to it that a publisher sends media. Belongs to the connection's event loop. */
final class MediaWatch {

    private final RtmpLimits limits;
    private final Deadline deadline;
    private final Consumer<Duration> silent;
    private @Nullable Long last;
    private long begun;
    private boolean paused;

    /**
     * @param silent told the limit that was exceeded
     */
    MediaWatch(RtmpLimits limits, Deadline deadline, Consumer<Duration> silent) {
        this.limits = limits;
        this.deadline = deadline;
        this.silent = silent;
    }

    void begin() {
        begun = System.nanoTime();
        deadline.in(limits.firstMedia(), this::due);
    }

    /** A frame has come. */
    void seen() {
        boolean first = last == null;
        last = System.nanoTime();
        if (first) {
            deadline.in(limits.media(), this::due);
        }
    }

    /** While we do not read, silence is our own doing. */
    void paused(boolean paused) {
        this.paused = paused;
        if (last != null) {
            last = System.nanoTime();
        } else {
            begun = System.nanoTime();
        }
    }

    private void due() {
        var limit = last == null ? limits.firstMedia() : limits.media();
        long since = last == null ? begun : last;
        var left = paused ? limit : limit.minusNanos(System.nanoTime() - since);
        if (left.isPositive()) {
            deadline.in(left, this::due);
        } else {
            silent.accept(limit);
        }
    }
}
