package tv.headwater.packager.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.MalformedMediaRecord;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.Writer;
import tv.headwater.tracing.PublicationTrace;

/**
 * Reads every lane of {@code source-media} and {@code rendition-media} from the oldest record the log still has, without a
 * consumer group, and gives the records to the streams. All packaging happens on this reader's one thread.
 */
public final class MediaTopics implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MediaTopics.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration CLOSE = Duration.ofSeconds(3);
    private static final long RETRY_MILLIS = 1000;
    private static final long TICK_NANOS = 1_000_000_000;

    /**
     * Reading the log may take so long that much has come meanwhile, of one topic read before the other. What is served begins when
     * no more than this is behind.
     */
    private static final long RECENT_NANOS = 1_000_000_000;

    private final LiveStreams streams;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Lane> lanes = new HashMap<>();
    private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
    private final Thread thread;
    private volatile long lag;
    private volatile boolean closed;
    private long nextTick = System.nanoTime();

    /** Starts reading. */
    public MediaTopics(KafkaSettings kafka, LiveStreams streams) {
        this.streams = streams;
        this.consumer =
                new KafkaConsumer<>(
                        kafka.client(
                                Map.of(
                                        "enable.auto.commit", "false",
                                        "auto.offset.reset", "earliest",
                                        "fetch.min.bytes", "1",
                                        "fetch.max.bytes", "16777216",
                                        "max.partition.fetch.bytes", "2097152",
                                        "max.poll.records", "1000",
                                        "receive.buffer.bytes", "1048576")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        this.thread = Thread.ofPlatform().name("packaging").daemon().start(this::run);
    }

    /** Completes when all that stood in the log up to a moment ago is packaged. */
    public CompletableFuture<Void> caughtUp() {
        return caughtUp.copy();
    }

    /** Whether it has not given up. */
    public boolean isRunning() {
        return thread.isAlive() && !closed;
    }

    /** Records the log has and this reader has not had yet. */
    public long lag() {
        return lag;
    }

    private void run() {
        try (consumer) {
            var ends = begin();
            long asked = System.nanoTime();
            while (!closed) {
                poll();
                if (!caughtUp.isDone() && hasReached(ends)) {
                    if (System.nanoTime() - asked < RECENT_NANOS) {
                        caughtUp.complete(null);
                    } else {
                        long now = System.nanoTime();
                        var newer = ends();
                        if (!newer.isEmpty()) {
                            ends = newer;
                            asked = now;
                        }
                    }
                }
            }
        } catch (WakeupException | InterruptException e) {
            // close() ends the poll this way
        } catch (RuntimeException e) {
            log.error("packaging ended", e);
            caughtUp.completeExceptionally(e);
        }
    }

    /** Goes to the beginning of every lane, and tells where each ends now. */
    private Map<TopicPartition, Long> begin() {
        while (!closed) {
            try {
                var partitions = partitions();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                var ends = consumer.endOffsets(partitions, PATIENCE);
                log.info("packaging {} lanes", partitions.size());
                return ends;
            } catch (WakeupException | InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                log.warn("finding the lanes failed, trying again: {}", e.getMessage());
                pause();
            }
        }
        return Map.of();
    }

    private List<TopicPartition> partitions() {
        return Stream.of(Topics.SOURCE_MEDIA, Topics.RENDITION_MEDIA)
                .flatMap(topic -> consumer.partitionsFor(topic, PATIENCE).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    private void poll() {
        try {
            for (var record : consumer.poll(POLL)) {
                on(record);
            }
            if (System.nanoTime() - nextTick >= 0) {
                nextTick = System.nanoTime() + TICK_NANOS;
                lag = measureLag();
                // What is read again from the log's beginning is old, but not idle.
                if (caughtUp.isDone()) {
                    streams.tick();
                }
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.warn("reading media failed, trying again: {}", e.getMessage());
            pause();
        }
    }

    private void on(ConsumerRecord<byte[], byte[]> record) {
        var lane =
                lanes.computeIfAbsent(
                        new TopicPartition(record.topic(), record.partition()), _ -> new Lane());
        if (lane.skippedBefore(record.offset())) {
            log.warn(
                    "{}-{} skipped to offset {}",
                    record.topic(),
                    record.partition(),
                    record.offset());
            streams.resync(writer(record), lane.streams());
        }
        if (record.value() == null) {
            streams.malformed(key(record), "it has no value");
            return;
        }
        MediaRecord media;
        try {
            media = MediaRecordCodec.decode(ByteBuffer.wrap(record.value()));
        } catch (MalformedMediaRecord e) {
            streams.malformed(key(record), String.valueOf(e.getMessage()));
            return;
        }
        lane.saw(media.stamp().streamId());
        var trace = record.headers().lastHeader(PublicationTrace.HEADER);
        if (trace != null && writer(record) == Writer.INGEST) {
            streams.published(
                    media.stamp(), PublicationTrace.publication(trace.value()), record.timestamp());
        }
        streams.on(writer(record), media, record.timestamp());
    }

    private static Writer writer(ConsumerRecord<byte[], byte[]> record) {
        return record.topic().equals(Topics.SOURCE_MEDIA) ? Writer.INGEST : Writer.TRANSCODER;
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Where the lanes end now; empty where Kafka does not say. */
    private Map<TopicPartition, Long> ends() {
        try {
            return consumer.endOffsets(consumer.assignment(), PATIENCE);
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            log.warn("finding the lanes' ends failed, trying again: {}", e.getMessage());
            return Map.of();
        }
    }

    private boolean hasReached(Map<TopicPartition, Long> ends) {
        try {
            return ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey(), POLL) >= end.getValue());
        } catch (TimeoutException e) {
            return false;
        }
    }

    private long measureLag() {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
