package tv.headwater.transcode.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.Stamp;
import tv.headwater.transcode.wire.Resume;

/**
 * A stream's renditions in the log: claims them, appends to them, and knows what has been given out and what of it is written.
 * Safe for use by many threads.
 */
final class Renditions implements AutoCloseable {

    private final RenditionLog log;
    private final int lane;
    private final StreamId streamId;
    private final Runnable onChange;
    private Emitted sent = new Emitted();
    private Emitted written = new Emitted();

    /** Where each segment begins, in whichever rendition it does so first. */
    private NavigableMap<Long, Long> starts = new TreeMap<>();

    private long hint;
    private long end;
    private long base;
    private int claims;
    private int unwritten;
    private boolean claimed;
    private boolean failed;
    private boolean closed;

    /**
     * @param hint offset before which nothing of interest stands
     * @param onChange called by any thread when something could not be written
     */
    Renditions(RenditionLog log, int lane, StreamId streamId, long hint, Runnable onChange) {
        this.log = log;
        this.lane = lane;
        this.streamId = streamId;
        this.hint = hint;
        this.end = hint;
        this.onChange = onChange;
    }

    /**
     * Takes the stream over, and learns what stands already.
     *
     * @return whether something does
     * @throws RuntimeException if Kafka could not be reached in time
     */
    boolean claim() {
        var truth = new Emitted();
        var where = new TreeMap<Long, Long>();
        long first =
                log.claim(
                        lane,
                        streamId,
                        hint(),
                        (offset, record) -> {
                            truth.on(record);
                            where.merge(record.stamp().segment(), offset, Math::min);
                        });
        synchronized (this) {
            sent = truth;
            written = truth.copy();
            starts = where;
            base = first;
            claims++;
            unwritten = 0;
            claimed = true;
            failed = false;
        }
        return truth.highestSequence() >= 0;
    }

    synchronized boolean isClaimed() {
        return claimed;
    }

    /** Whether something was not written since the claim. Only a new claim helps. */
    synchronized boolean isFailed() {
        return failed;
    }

    /** What was given out is not known any more: the next thing to do is {@link #claim}. */
    void forget() {
        synchronized (this) {
            claimed = false;
            failed = false;
        }
        log.release(streamId);
    }

    /**
     * Appends records that belong together; waits while too much is on its way.
     *
     * @return false if it is dropped, since the stream is not this node's any more or has to be claimed anew
     * @throws IllegalArgumentException if one is no record of a rendition of this stream
     */
    boolean append(List<ByteBuffer> group) {
        var records = group.stream().map(MediaRecordCodec::decode).toList();
        records.forEach(this::requireOurs);
        int claim;
        synchronized (this) {
            if (!claimed || failed || closed) {
                return false;
            }
            records.forEach(sent::on);
            unwritten++;
            claim = claims;
        }
        log.append(lane, streamId, group)
                .whenComplete((offset, e) -> done(claim, records, e == null ? offset : null));
        return true;
    }

    private void requireOurs(MediaRecord record) {
        var stamp = record.stamp();
        if (!stamp.streamId().equals(streamId)
                || stamp.rendition().equals(Rendition.SOURCE)
                || stamp.rendition().equals(Rendition.AUDIO)) {
            throw new IllegalArgumentException("it is of " + stamp);
        }
    }

    private void done(int claim, List<MediaRecord> records, @Nullable Long offset) {
        synchronized (this) {
            if (claim != claims) {
                return;
            }
            unwritten--;
            if (offset == null) {
                failed = true;
            } else if (!failed) {
                for (var record : records) {
                    written.on(record);
                    starts.merge(record.stamp().segment(), offset, Math::min);
                }
                end = Math.max(end, offset + records.size());
            }
            notifyAll();
        }
        if (offset == null) {
            onChange.run();
        }
    }

    /** Waits until all that was appended is written; false if that does not happen in time, or not at all. */
    synchronized boolean awaitWritten(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        while (unwritten > 0 && !failed && !closed) {
            long left = (until - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return unwritten == 0 && !failed;
    }

    /** Ends each rendition that is open, except {@code others}. */
    void endAllBut(Set<Rendition> others) {
        for (var stamp : stampsOfOpen(others)) {
            append(List.of(ByteBuffer.wrap(MediaRecordCodec.encode(new EndOfSession(stamp)))));
        }
    }

    private synchronized List<Stamp> stampsOfOpen(Set<Rendition> others) {
        long sequence = firstSequence();
        return sent.newestOfOpen().stream()
                .filter(stamp -> !others.contains(stamp.rendition()))
                .map(stamp -> stamp.numbered(sequence))
                .toList();
    }

    /** Above every sequence given out. */
    synchronized long firstSequence() {
        return Math.max(base, sent.highestSequence() + 1);
    }

    synchronized List<Resume> resumes(Stamp first) {
        return sent.resumes(first);
    }

    /** The oldest segment of which something is yet to be given out; see {@link Emitted#oldestOpen}. */
    synchronized OptionalLong oldestOpen(Set<Rendition> expected) {
        return sent.oldestOpen(expected);
    }

    /** The oldest segment of which something is yet to be written; what comes before is not needed any more. */
    synchronized OptionalLong oldestNeeded(Set<Rendition> expected) {
        return written.oldestOpen(expected);
    }

    synchronized boolean hasAll(Set<Rendition> expected, long segment, Set<Long> pictures) {
        return sent.hasAll(expected, segment, pictures);
    }

    synchronized OptionalLong shownMicros() {
        return sent.shownMicros();
    }

    /** What is before {@code segment} is not needed any more. */
    synchronized void advanceHint(long segment) {
        starts.headMap(segment).clear();
        // Renditions interleave, so a later segment of one may stand before an earlier of another.
        long first = starts.values().stream().mapToLong(Long::longValue).min().orElse(end);
        hint = Math.max(hint, first);
    }

    /** Nothing that is needed stands before it. */
    synchronized long hint() {
        return hint;
    }

    /** Nothing more is appended, and what is on its way is given up. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        log.release(streamId);
    }
}
