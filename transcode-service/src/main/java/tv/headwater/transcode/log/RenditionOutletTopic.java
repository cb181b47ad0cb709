package tv.headwater.transcode.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Topics;

/**
 * One claimed stream's way into {@code rendition-media}, with a producer of its own. Its one thread hands over all that waits as one
 * batch, and the next only when that is acknowledged: so a group of records is never torn by the death of this process, and
 * nothing can follow a record that was not written.
 */
final class RenditionOutletTopic {

    /** What one batch holds at most. */
    static final int BATCH_BYTES = 1 << 20;

    /** More than Kafka needs beside a record's value. */
    private static final int RECORD_OVERHEAD = 96;

    private static final int BATCH_OVERHEAD = 128;

    /** Records that are handed over together. */
    private record Group(List<byte[]> records, CompletableFuture<Long> written) {

        int bytes() {
            return records.stream().mapToInt(record -> record.length + RECORD_OVERHEAD).sum();
        }
    }

    private final KafkaProducer<byte[], byte[]> producer;
    private final StreamId streamId;
    private final byte[] key;
    private final int lane;
    private final RenditionMediaTopic.Limits limits;
    private final ArrayDeque<Group> waiting = new ArrayDeque<>();
    private final Thread thread;
    private long unacknowledgedBytes;
    private @Nullable String failure;
    private boolean ended;
    private boolean settled;

    /** Starts its thread, which closes the producer in the end. */
    RenditionOutletTopic(
            KafkaProducer<byte[], byte[]> producer,
            StreamId streamId,
            int lane,
            RenditionMediaTopic.Limits limits) {
        this.producer = producer;
        this.streamId = streamId;
        this.key = streamId.value().getBytes(StandardCharsets.US_ASCII);
        this.lane = lane;
        this.limits = limits;
        this.thread = Thread.ofVirtual().name("outlet-" + streamId).start(this::run);
    }

    int lane() {
        return lane;
    }

    /**
     * Writes a claim and waits for it.
     *
     * @return its offset
     */
    long claim(byte[] claim, long deadline) {
        var group = new Group(List.of(claim), new CompletableFuture<>());
        offer(group);
        try {
            return group.written().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new LogUnavailable("claim of stream " + streamId + " is not acknowledged", e);
        } catch (ExecutionException e) {
            throw new LogUnavailable(
                    "claim of stream " + streamId + " failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailable("interrupted while claiming stream " + streamId, e);
        }
    }

    /** The offset of the first record, once all are written. */
    CompletableFuture<Long> append(List<ByteBuffer> records) {
        var group =
                new Group(
                        records.stream().map(RenditionOutletTopic::copy).toList(),
                        new CompletableFuture<>());
        if (!awaitRoom(group.bytes())) {
            fail("Kafka has not taken " + limits.bufferBytes() + " bytes in " + limits.maxBlock());
        }
        offer(group);
        return group.written();
    }

    private static byte[] copy(ByteBuffer record) {
        var bytes = new byte[record.remaining()];
        record.get(record.position(), bytes);
        return bytes;
    }

    /** Waits until so many bytes have room, or nothing else waits; false if that takes too long. */
    private synchronized boolean awaitRoom(int bytes) {
        long deadline = System.nanoTime() + limits.maxBlock().toNanos();
        while (isOpen()
                && unacknowledgedBytes > 0
                && unacknowledgedBytes + bytes > limits.bufferBytes()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
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
        return true;
    }

    private synchronized boolean isOpen() {
        return failure == null && !ended;
    }

    private void offer(Group group) {
        boolean taken;
        synchronized (this) {
            taken = isOpen();
            if (taken) {
                waiting.add(group);
                unacknowledgedBytes += group.bytes();
                notifyAll();
            }
        }
        if (!taken) {
            group.written().completeExceptionally(closed());
        }
    }

    private synchronized LogUnavailable closed() {
        return new LogUnavailable(
                "stream "
                        + streamId
                        + " is "
                        + (failure == null ? "released" : "lost: " + failure));
    }

    /** Whether all appended so far is acknowledged in time. */
    boolean flush(Duration patience) {
        var last = new Group(List.of(), new CompletableFuture<>());
        offer(last);
        try {
            last.written().get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends it at once, without a word. */
    synchronized void end() {
        ended = true;
        wake();
    }

    private synchronized void wake() {
        notifyAll();
        if (!settled) {
            thread.interrupt();
        }
    }

    private void run() {
        List<Group> batch = List.of();
        try {
            for (batch = take(); !batch.isEmpty(); batch = take()) {
                send(batch);
            }
        } catch (InterruptedException | InterruptException e) {
            // end() does so
        } catch (ExecutionException e) {
            fail(String.valueOf(e.getCause()));
        } catch (KafkaException e) {
            fail(e.toString());
        } finally {
            settle();
            try {
                // Nothing of what is unsent may come after what is lost.
                producer.close(Duration.ZERO);
            } finally {
                abandon(batch);
            }
        }
    }

    /** From here on nobody interrupts this thread: its producer would stay open. */
    private synchronized void settle() {
        ended = true;
        settled = true;
        Thread.interrupted();
    }

    /** All that waits, as far as it fits into one batch; nothing when this is to end. */
    private synchronized List<Group> take() throws InterruptedException {
        while (waiting.isEmpty() && isOpen()) {
            wait();
        }
        var batch = new ArrayList<Group>();
        int bytes = BATCH_OVERHEAD;
        while (isOpen() && !waiting.isEmpty()) {
            bytes += waiting.element().bytes();
            if (!batch.isEmpty() && bytes > BATCH_BYTES) {
                break;
            }
            batch.add(waiting.remove());
        }
        return batch;
    }

    private void send(List<Group> batch) throws InterruptedException, ExecutionException {
        var sent = new ArrayList<List<Future<RecordMetadata>>>();
        for (var group : batch) {
            var records = new ArrayList<Future<RecordMetadata>>();
            for (var record : group.records()) {
                records.add(
                        producer.send(
                                new ProducerRecord<>(Topics.RENDITION_MEDIA, lane, key, record)));
            }
            sent.add(records);
        }
        producer.flush();
        for (int i = 0; i < batch.size(); i++) {
            written(batch.get(i), sent.get(i));
        }
    }

    private void written(Group group, List<Future<RecordMetadata>> records)
            throws InterruptedException, ExecutionException {
        long first = -1;
        for (var record : records) {
            long offset = record.get().offset();
            first = first < 0 ? offset : first;
        }
        synchronized (this) {
            unacknowledgedBytes -= group.bytes();
            notifyAll();
        }
        group.written().complete(first);
    }

    private synchronized void fail(String why) {
        if (isOpen()) {
            failure = why;
            wake();
        }
    }

    private void abandon(List<Group> batch) {
        var groups = new ArrayList<>(batch);
        synchronized (this) {
            groups.addAll(waiting);
            waiting.clear();
            notifyAll();
        }
        groups.forEach(group -> group.written().completeExceptionally(closed()));
    }
}
