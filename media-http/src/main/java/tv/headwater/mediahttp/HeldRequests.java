package tv.headwater.mediahttp;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests that may be held until something is published: blocking playlist reloads and parts. How many there are, in all and of one address, is
 * bounded. Safe for use by many threads.
 */
final class HeldRequests {

    private final int max;
    private final int maxPerAddress;
    private final AtomicInteger all = new AtomicInteger();
    private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

    HeldRequests(int max, int maxPerAddress) {
        this.max = max;
        this.maxPerAddress = maxPerAddress;
    }

    /** Whether one more may be held, which it then is until {@link #leave}. */
    boolean enter(String address) {
        if (all.incrementAndGet() > max) {
            all.decrementAndGet();
            return false;
        }
        if (byAddress.merge(address, 1, Integer::sum) > maxPerAddress) {
            leave(address);
            return false;
        }
        return true;
    }

    void leave(String address) {
        all.decrementAndGet();
        byAddress.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
    }

    int count() {
        return all.get();
    }
}
