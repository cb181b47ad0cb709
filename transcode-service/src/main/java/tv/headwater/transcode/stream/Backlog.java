package tv.headwater.transcode.stream;

import java.util.HashSet;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;

/**
 * A stream's source records from the CONFIG of its oldest segment that is not given out whole: what the worker has yet to get,
 * and behind it what a fresh worker would have to get again. Safe for use by many threads.
 */
final class Backlog {

    private final long limit;
    private final NavigableMap<Long, SourceRecord> records = new TreeMap<>();

    /** The offset of the first CONFIG of each segment. */
    private final NavigableMap<Long, Long> starts = new TreeMap<>();

    private final Set<Long> skipped = new HashSet<>();
    private long epoch = Long.MIN_VALUE;
    private long sequence;
    private long next = Long.MIN_VALUE;
    private long bytes;
    private long youngerThan = Long.MIN_VALUE;

    /**
     * @param limit bytes from which on {@link #isFull} holds
     */
    Backlog(long limit) {
        this.limit = limit;
    }

    /** Takes the next record of the log in, unless it is of an older session, a repetition, or nothing to begin with. */
    synchronized boolean add(SourceRecord record) {
        var stamp = record.media().stamp();
        boolean begins = record.media() instanceof Configuration;
        if (stamp.epoch() < epoch || (stamp.epoch() == epoch && stamp.sequence() <= sequence)) {
            return false;
        }
        if (stamp.epoch() > epoch && !begins) {
            return false;
        }
        epoch = stamp.epoch();
        sequence = stamp.sequence();
        if (youngerThan != Long.MIN_VALUE) {
            if (!begins || record.writtenAt() < youngerThan) {
                return false;
            }
            youngerThan = Long.MIN_VALUE;
        }
        if (records.isEmpty() && !begins && next == Long.MIN_VALUE) {
            return false;
        }
        records.put(record.offset(), record);
        bytes += record.size();
        if (begins) {
            starts.putIfAbsent(record.segment(), record.offset());
        }
        return true;
    }

    /** The next record for the worker, null if it has had all. */
    synchronized @Nullable SourceRecord next() {
        for (var entry = records.ceilingEntry(next);
                entry != null;
                entry = records.ceilingEntry(next)) {
            next = entry.getKey() + 1;
            if (!isSkipped(entry.getValue())) {
                return entry.getValue();
            }
        }
        return null;
    }

    synchronized boolean hasNext() {
        return records.ceilingEntry(next) != null;
    }

    private boolean isSkipped(SourceRecord record) {
        return record.isPicture() && skipped.contains(record.segment());
    }

    /** From here on {@link #next} gives everything again, to a fresh worker. */
    synchronized void rewind() {
        next = records.isEmpty() ? next : records.firstKey();
    }

    /** Leaves the pictures of a segment out from now on. */
    synchronized void skip(long segment) {
        skipped.add(segment);
    }

    synchronized boolean isSkipped(long segment) {
        return skipped.contains(segment);
    }

    /** Forgets what comes before a segment's CONFIG. */
    synchronized void trimBefore(long segment) {
        var start = starts.floorEntry(segment);
        if (start != null) {
            removeBefore(start.getValue());
        }
    }

    /** Forgets all that the worker has had. */
    synchronized void trimSent() {
        removeBefore(next);
    }

    private void removeBefore(long offset) {
        var gone = records.headMap(offset);
        for (var record : gone.values()) {
            bytes -= record.size();
        }
        gone.clear();
        starts.values().removeIf(start -> start < offset);
        if (starts.isEmpty()) {
            skipped.clear();
        } else {
            skipped.removeIf(segment -> segment < starts.firstKey());
        }
        next = Math.max(next, offset);
    }

    /**
     * Goes on with the first segment that begins after {@code writtenAfter}, now or when it comes.
     *
     * @return how many segments are left out of what is here
     */
    synchronized int jump(long writtenAfter) {
        for (var start : starts.entrySet()) {
            var config = records.get(start.getValue());
            if (config != null && config.writtenAt() >= writtenAfter) {
                int before = starts.size();
                removeBefore(start.getValue());
                return before - starts.size();
            }
        }
        int all = starts.size();
        removeBefore(records.isEmpty() ? next : records.lastKey() + 1);
        youngerThan = writtenAfter;
        return all;
    }

    /** Whether no more should come before the worker has taken some. */
    synchronized boolean isFull() {
        return bytes >= limit && hasNext();
    }

    /**
     * Forgets the oldest segment if the limit is reached although the worker has had everything: a segment as big as this
     * cannot be kept for a successor.
     *
     * @return the segment that was forgotten
     */
    synchronized OptionalLong forgetWhereTooBig() {
        if (bytes < limit || hasNext() || records.isEmpty()) {
            return OptionalLong.empty();
        }
        long oldest = records.firstEntry().getValue().segment();
        if (starts.size() > 1) {
            removeBefore(starts.higherEntry(starts.firstKey()).getValue());
        } else {
            trimSent();
        }
        return OptionalLong.of(oldest);
    }

    synchronized long bytes() {
        return bytes;
    }

    synchronized @Nullable SourceRecord oldest() {
        return records.isEmpty() ? null : records.firstEntry().getValue();
    }

    /** The offset of the oldest record that is still needed. */
    synchronized OptionalLong oldestOffset() {
        return records.isEmpty() ? OptionalLong.empty() : OptionalLong.of(records.firstKey());
    }

    /** The segments that begin here, from {@code segment} on. */
    synchronized NavigableMap<Long, Long> segmentsFrom(long segment) {
        return new TreeMap<>(starts.tailMap(segment, true));
    }

    /** When the pictures of a segment are shown, as far as they are here. */
    synchronized Set<Long> picturesOf(long segment) {
        Set<Long> pictures = new HashSet<>();
        for (var record : records.values()) {
            if (record.segment() == segment
                    && record.isPicture()
                    && record.media() instanceof AccessUnit unit) {
                pictures.add(unit.pts());
            }
        }
        return pictures;
    }
}
