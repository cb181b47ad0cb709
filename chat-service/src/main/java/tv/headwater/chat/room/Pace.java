package tv.headwater.chat.room;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** How often each of many may do something within a window. Safe for use by many threads. */
public final class Pace {

    private static final int WATCHED = 100_000;

    private final Duration window;
    private final Clock clock;
    private final Cache<String, Deque<Instant>> times;

    /** @param window the longest there is */
    public Pace(Duration window, Clock clock) {
        this.window = window;
        this.clock = clock;
        this.times = Caffeine.newBuilder().maximumSize(WATCHED).expireAfterAccess(window).build();
    }

    /** Counts once more, unless that would be more than {@code most} within the window. */
    public boolean allows(String who, int most) {
        return allows(who, most, window);
    }

    /** The same within a shorter window. */
    boolean allows(String who, int most, Duration within) {
        var done = times.get(who, _ -> new ArrayDeque<>());
        var now = clock.instant();
        synchronized (done) {
            while (!done.isEmpty() && !done.getFirst().isAfter(now.minus(within))) {
                done.removeFirst();
            }
            if (done.size() >= most) {
                return false;
            }
            done.addLast(now);
            return true;
        }
    }
}
