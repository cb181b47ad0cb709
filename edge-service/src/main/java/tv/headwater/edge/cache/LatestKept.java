package tv.headwater.edge.cache;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What came last, by key, within a bound of bytes: who has to make room goes by when it came and not by how often it was asked for.
 * Live media is always new, so a cache that admits what has proved itself would fetch it again for each who asks.
 */
final class LatestKept {

    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();
    private final long maxBytes;

    // Below: guarded by this. Playlists and 404 are over long before media is, and would wait
    // behind it.
    private final Queue<Entry> lasting = new ArrayDeque<>();
    private final Queue<Entry> passing = new ArrayDeque<>();
    private long bytes;

    /** @param maxBytes of all that is kept together */
    LatestKept(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    private static final class Entry {
        final String key;
        final int weight;
        final long at;
        final long usefulNanos;
        volatile @Nullable Kept kept;

        Entry(String key, Kept kept, long usefulNanos) {
            this.key = key;
            this.weight = kept.weight();
            this.at = kept.at();
            this.usefulNanos = usefulNanos;
            this.kept = kept;
        }

        boolean isOver(long now) {
            return kept == null || now - at >= usefulNanos;
        }
    }

    @Nullable Kept get(String key) {
        var entry = entries.get(key);
        return entry == null ? null : entry.kept;
    }

    /**
     * Keeps what is not larger than everything may be together.
     *
     * @param usefulNanos after it came
     */
    synchronized void put(String key, Kept kept, long usefulNanos) {
        var entry = new Entry(key, kept, usefulNanos);
        if (entry.weight > maxBytes) {
            remove(key);
            return;
        }
        letGo(entries.put(key, entry));
        bytes += entry.weight;
        (kept.isImmutable() ? lasting : passing).add(entry);
        makeRoom(kept.at());
    }

    synchronized void remove(String key) {
        letGo(entries.remove(key));
    }

    /** Lets go of what is of no use any more. */
    synchronized void makeRoom(long now) {
        dropOver(passing, now);
        dropOver(lasting, now);
        while (bytes > maxBytes) {
            drop(oldest());
            dropOver(passing, now);
            dropOver(lasting, now);
        }
    }

    private void dropOver(Queue<Entry> queue, long now) {
        for (var head = queue.peek(); head != null && head.isOver(now); head = queue.peek()) {
            drop(queue);
        }
    }

    private Queue<Entry> oldest() {
        var media = lasting.peek();
        var other = passing.peek();
        return media == null || (other != null && other.at - media.at < 0) ? passing : lasting;
    }

    private void drop(Queue<Entry> queue) {
        var entry = queue.remove();
        if (entries.remove(entry.key, entry)) {
            letGo(entry);
        }
    }

    /** What has been replaced stands in its queue until it is its turn, without its bytes. */
    private void letGo(@Nullable Entry entry) {
        if (entry != null) {
            entry.kept = null;
            bytes -= entry.weight;
        }
    }

    int size() {
        return entries.size();
    }

    synchronized long bytes() {
        return bytes;
    }
}
