package tv.headwater.transcode.log;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.media.Claim;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.Stamp;

/**
 * {@code rendition-media}: claims streams and writes their renditions. Each claimed stream has an outlet of its own, so that what is
 * handed over together stands in the log together or not at all, and a stream that fails has no hole: after the first record
 * that could not be written none follows, until it is claimed again. Safe for use by many threads.
 */
public final class RenditionMediaTopic implements AutoCloseable {

    /**
     * @param bufferBytes what a stream may have unacknowledged before {@link #append} blocks
     * @param maxBlock how long {@link #append} blocks at most before the stream is given up
     * @param delivery how long Kafka may take to acknowledge a record before its stream is given up
     * @param claim how long {@link #claim} may take
     */
    public record Limits(long bufferBytes, Duration maxBlock, Duration delivery, Duration claim) {

        public static final Limits USUAL =
                new Limits(
                        16 << 20,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(10));
    }

    /** Hears what stands of a stream before its claim, in the order of the log. */
    public interface Truth {

        void record(long offset, MediaRecord record);
    }

    /** Sequences between two claims: more than a stream writes in a year. */
    private static final long STRIDE = 1L << 30;

    private static final int MAX_ATTEMPTS = 16;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final KafkaSettings kafka;
    private final Limits limits;
    private final InstantSource clock;
    private final Map<StreamId, RenditionOutletTopic> outlets = new ConcurrentHashMap<>();
    private final AtomicLong malformed = new AtomicLong();

    public RenditionMediaTopic(KafkaSettings kafka, Limits limits) {
        this(kafka, limits, InstantSource.system());
    }

    RenditionMediaTopic(KafkaSettings kafka, Limits limits, InstantSource clock) {
        this.kafka = kafka;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Takes a stream's renditions over. What this node appended for the stream before and is not acknowledged yet is dropped.
     *
     * @param hint offset in {@code rendition-media} from which on the lane is read
     * @param truth hears on the calling thread what of the stream stands in the lane from the hint to the claim, without what earlier
     *     claims made void and without the claims. Access units have no payload
     * @throws LogUnavailable if Kafka does not do it in time or the thread is interrupted; {@code truth} heard nothing then, though
     *     a claim may stand in the log
     */
    public Claimed claim(int lane, StreamId streamId, long hint, Truth truth) {
        long deadline = System.nanoTime() + limits.claim().toNanos();
        release(streamId);
        var outlet = outlet(streamId, lane);
        try {
            var claimed = claim(outlet, lane, streamId, hint, truth, deadline);
            var replaced = outlets.put(streamId, outlet);
            if (replaced != null) {
                replaced.end();
            }
            return claimed;
        } catch (RuntimeException e) {
            outlet.end();
            throw e;
        }
    }

    private Claimed claim(
            RenditionOutletTopic outlet,
            int lane,
            StreamId streamId,
            long hint,
            Truth truth,
            long deadline) {
        var tail = new Tail(streamId);
        long from = hint;
        long base = Math.multiplyExact(clock.instant().getEpochSecond(), STRIDE);
        try (var reader = new RenditionTailTopic(kafka, lane)) {
            for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
                var claim = new Claim(new Stamp(streamId, Rendition.SOURCE, 0, base, 0, 0));
                long offset = outlet.claim(MediaRecordCodec.encode(claim), deadline);
                from = reader.read(from, offset, tail, deadline);
                if (tail.highestSequence() < base) {
                    tail.standing().forEach(at -> truth.record(at.offset(), at.record()));
                    return new Claimed(base, offset);
                }
                base = above(tail.highestSequence());
            }
        } finally {
            malformed.addAndGet(tail.malformed());
        }
        throw new LogUnavailable(
                "stream " + streamId + " was claimed by others " + MAX_ATTEMPTS + " times at once");
    }

    private static long above(long sequence) {
        if (sequence > Long.MAX_VALUE - 2 * STRIDE) {
            throw new LogUnavailable("sequence " + sequence + " leaves no room above it");
        }
        return base(sequence) + STRIDE;
    }

    /** The claim from which a sequence counts. */
    static long base(long sequence) {
        return sequence / STRIDE * STRIDE;
    }

    /**
     * Writes records of a claimed stream: together, or, if they are more than {@value RenditionOutletTopic#BATCH_BYTES} bytes, in order.
     * Their bytes are copied before this returns. Blocks while too much of the stream is unacknowledged. After one failure all that
     * follows fails, until the stream is claimed again.
     *
     * @return the offset of the first once all are written; or a {@link LogUnavailable}, then they may stand in the log or not
     */
    public CompletableFuture<Long> append(int lane, StreamId streamId, List<ByteBuffer> records) {
        var outlet = outlets.get(streamId);
        return outlet != null && outlet.lane() == lane
                ? outlet.append(records)
                : CompletableFuture.failedFuture(
                        new LogUnavailable("stream " + streamId + " is not claimed here"));
    }

    /**
     * Waits until all that was appended is acknowledged.
     *
     * @return whether it is
     */
    public boolean flush(StreamId streamId, Duration patience) {
        var outlet = outlets.get(streamId);
        return outlet != null && outlet.flush(patience);
    }

    /** Lets a stream go. What is unacknowledged may be written or not; nothing more is heard of it. */
    public void release(StreamId streamId) {
        var outlet = outlets.remove(streamId);
        if (outlet != null) {
            outlet.end();
        }
    }

    /** Records so far that were no media records where tails were read. */
    public long malformed() {
        return malformed.get();
    }

    RenditionOutletTopic outlet(StreamId streamId, int lane) {
        return new RenditionOutletTopic(producer(), streamId, lane, limits);
    }

    private KafkaProducer<byte[], byte[]> producer() {
        var batch = RenditionOutletTopic.BATCH_BYTES;
        var settings =
                Map.of(
                        "acks", "all",
                        "enable.idempotence", "true",
                        // The outlet flushes; until then a batch stays open.
                        "linger.ms", "1000",
                        "batch.size", String.valueOf(batch),
                        "compression.type", "none",
                        "max.request.size",
                                String.valueOf(MediaRecordCodec.MAX_RECORD_LENGTH + 1024),
                        "buffer.memory",
                                String.valueOf(2 * MediaRecordCodec.MAX_RECORD_LENGTH + batch),
                        "max.block.ms", String.valueOf(limits.delivery().toMillis()),
                        "request.timeout.ms",
                                String.valueOf(Math.min(15_000, limits.delivery().toMillis() / 2)),
                        "delivery.timeout.ms", String.valueOf(limits.delivery().toMillis()));
        return new KafkaProducer<>(
                kafka.client(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Gives what is appended a moment to be acknowledged. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + CLOSE.toNanos();
        for (var outlet : outlets.values()) {
            outlet.flush(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
            outlet.end();
        }
        outlets.clear();
    }
}
