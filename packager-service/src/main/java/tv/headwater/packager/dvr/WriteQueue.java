package tv.headwater.packager.dvr;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;

/**
 * What waits for the writer thread. Segments are bounded in bytes; of all else there is never more than one for each stream,
 * rendition or stored segment. What frees space comes first.
 */
final class WriteQueue {

    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition shrunk = lock.newCondition();
    private final Set<StreamId> forgets = new LinkedHashSet<>();
    private final Map<RenditionKey, Long> expiries = new LinkedHashMap<>();
    private final Set<Work.Discard> discards = new LinkedHashSet<>();
    private final Deque<Work.Append> appends = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    WriteQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes the segment in, if there is room and it is not closed.
     *
     * @param patience how long it may wait for room
     */
    boolean offer(Work.Append append, Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!closed && left > 0 && append.size() > maxBytes - bytes && bytes > 0) {
                left = shrunk.awaitNanos(left);
            }
            if (closed || append.size() > maxBytes - bytes) {
                return false;
            }
            bytes += append.size();
            appends.addLast(append);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    void put(Work.Expire expire) {
        change(() -> expiries.merge(expire.key(), expire.dateTime(), Math::max));
    }

    void put(Work.Discard discard) {
        change(() -> discards.add(discard));
    }

    /** Nothing of the stream that waits is done any more. */
    void put(Work.Forget forget) {
        change(() -> {
            forgets.add(forget.streamId());
            appends.removeIf(append -> isOf(forget, append));
            bytes = appends.stream().mapToLong(Work.Append::size).sum();
        });
    }

    private static boolean isOf(Work.Forget forget, Work.Append append) {
        return append.key().streamId().equals(forget.streamId());
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The next one; null if none comes in time, or none can come any more. */
    @Nullable Work poll(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            long left = patience.toNanos();
            var next = next();
            while (next == null && left > 0 && !closed) {
                left = changed.awaitNanos(left);
                next = next();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Work next() {
        if (!forgets.isEmpty()) {
            return new Work.Forget(removeFirst(forgets));
        }
        if (!expiries.isEmpty()) {
            var first = expiries.entrySet().iterator().next();
            expiries.remove(first.getKey());
            return new Work.Expire(first.getKey(), first.getValue());
        }
        if (!discards.isEmpty()) {
            return removeFirst(discards);
        }
        var append = appends.pollFirst();
        if (append != null) {
            bytes -= append.size();
            shrunk.signal();
        }
        return append;
    }

    private static <T> T removeFirst(Set<T> set) {
        var first = set.iterator().next();
        set.remove(first);
        return first;
    }

    /** Bytes that wait. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more segments in; what waits is still to be done. */
    void close() {
        change(() -> {
            closed = true;
            shrunk.signalAll();
        });
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
