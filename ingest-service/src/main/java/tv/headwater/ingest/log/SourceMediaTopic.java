package tv.headwater.ingest.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MalformedMediaRecord;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.ingest.publish.LogUnavailable;
import tv.headwater.ingest.publish.MediaLog;
import tv.headwater.ingest.publish.PublishTrace;
import tv.headwater.ingest.stamp.Tail;
import tv.headwater.tracing.PublicationTrace;

/** {@code source-media}: one producer for all sessions, each writing to its stream's lane. */
public final class SourceMediaTopic implements MediaLog, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SourceMediaTopic.class);

    /** A record that has waited this long is given up; well above the time ingest buffers, so that a long outage loses its end, not its beginning. */
    private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(3);

    private static final int FIRST_STRETCH = 128;
    private static final int STRETCH_GROWTH = 4;

    /** How far back the tail is read at most, in records: over 3 minutes of one stream, 20 of its 2 s segments in a lane shared by ten. */
    private static final long MAX_TAIL = 20_000;

    private static final Duration TAIL_DEADLINE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration MAX_CLOSE = Duration.ofSeconds(3);

    private final KafkaSettings kafka;
    private final KafkaProducer<byte[], byte[]> producer;

    /** @param bufferBytes what all sessions together may have unsent before {@link Appender#append} blocks */
    public SourceMediaTopic(KafkaSettings kafka, long bufferBytes) {
        this.kafka = kafka;
        var settings =
                Map.of(
                        "acks", "all",
                        "enable.idempotence", "true",
                        "linger.ms", "0",
                        "compression.type", "none",
                        "max.request.size",
                                String.valueOf(MediaRecordCodec.MAX_RECORD_LENGTH + 1024),
                        "buffer.memory", String.valueOf(bufferBytes),
                        "max.block.ms", String.valueOf(DELIVERY_TIMEOUT.toMillis()),
                        "request.timeout.ms", "15000",
                        "delivery.timeout.ms", String.valueOf(DELIVERY_TIMEOUT.toMillis()));
        this.producer =
                new KafkaProducer<>(
                        kafka.client(settings),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @Override
    public Appender appender(StreamId streamId, int lane, PublishTrace trace) {
        return new Lane(streamId, lane, trace);
    }

    private final class Lane implements Appender {

        private final StreamId streamId;
        private final byte[] key;
        private final int lane;
        private final PublishTrace trace;
        private final AtomicLong unsentBytes = new AtomicLong();
        private final AtomicLong lost = new AtomicLong();
        // Acknowledgements of one partition come in the order of sending.
        private final ConcurrentLinkedQueue<Long> unsentSince = new ConcurrentLinkedQueue<>();

        // of the session's thread alone
        private boolean begun;

        private Lane(StreamId streamId, int lane, PublishTrace trace) {
            this.streamId = streamId;
            this.key = streamId.value().getBytes(StandardCharsets.US_ASCII);
            this.lane = lane;
            this.trace = trace;
        }

        @Override
        public void append(MediaRecord record) {
            var value = MediaRecordCodec.encode(record);
            boolean isMedia = record instanceof AccessUnit;
            unsentBytes.addAndGet(value.length);
            unsentSince.add(System.nanoTime());
            try {
                producer.send(
                        new ProducerRecord<>(Topics.SOURCE_MEDIA, lane, key, value, headers()),
                        (metadata, failure) -> {
                            done(value.length, failure);
                            if (isMedia && failure == null) {
                                trace.logged();
                            }
                        });
            } catch (KafkaException e) {
                done(value.length, e);
            }
        }

        private List<Header> headers() {
            if (begun) {
                return List.of();
            }
            begun = true;
            var value = trace.header();
            return value.length == 0
                    ? List.of()
                    : List.of(new RecordHeader(PublicationTrace.HEADER, value));
        }

        private void done(int length, @Nullable Exception failure) {
            unsentSince.poll();
            unsentBytes.addAndGet(-length);
            if (failure != null && lost.getAndIncrement() == 0) {
                log.warn("stream {}: a record is lost: {}", streamId, failure.toString());
            }
        }

        @Override
        public long unsentBytes() {
            return unsentBytes.get();
        }

        @Override
        public Duration unsentAge() {
            var oldest = unsentSince.peek();
            return oldest == null
                    ? Duration.ZERO
                    : Duration.ofNanos(Math.max(0, System.nanoTime() - oldest));
        }

        @Override
        public long lost() {
            return lost.get();
        }
    }

    @Override
    public Tail tail(StreamId streamId, int lane) {
        var settings =
                Map.of(
                        "enable.auto.commit", "false",
                        "auto.offset.reset", "earliest",
                        "max.partition.fetch.bytes",
                                String.valueOf(MediaRecordCodec.MAX_RECORD_LENGTH),
                        "default.api.timeout.ms", "5000",
                        "request.timeout.ms", "4000");
        try (var consumer =
                new KafkaConsumer<>(
                        kafka.client(settings),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            return tail(consumer, streamId, new TopicPartition(Topics.SOURCE_MEDIA, lane));
        } catch (KafkaException e) {
            throw new LogUnavailable("lane " + lane + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Tail tail(
            KafkaConsumer<byte[], byte[]> consumer, StreamId streamId, TopicPartition lane) {
        if (consumer.partitionsFor(lane.topic()).size() <= lane.partition()) {
            throw new LogUnavailable("there is no lane " + lane.partition());
        }
        consumer.assign(List.of(lane));
        long end = consumer.endOffsets(List.of(lane)).getOrDefault(lane, 0L);
        long begin = consumer.beginningOffsets(List.of(lane)).getOrDefault(lane, 0L);
        long floor = Math.max(begin, end - MAX_TAIL);
        long deadline = System.nanoTime() + TAIL_DEADLINE.toNanos();
        var tail = new Tail(streamId);
        long length = FIRST_STRETCH;
        while (end > floor && !tail.isComplete()) {
            long from = Math.max(floor, end - length);
            read(consumer, lane, from, end, deadline, tail);
            end = from;
            length *= STRETCH_GROWTH;
        }
        return tail;
    }

    private static void read(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition lane,
            long from,
            long to,
            long deadline,
            Tail tail) {
        consumer.seek(lane, from);
        while (consumer.position(lane) < to) {
            if (System.nanoTime() > deadline) {
                throw new LogUnavailable("lane " + lane.partition() + " is read too slowly");
            }
            for (var record : consumer.poll(POLL)) {
                if (record.offset() < to) {
                    give(record.value(), tail);
                }
            }
        }
        tail.endOfStretch();
    }

    private static void give(byte[] value, Tail tail) {
        try {
            tail.on(MediaRecordCodec.decode(ByteBuffer.wrap(value)));
        } catch (MalformedMediaRecord e) {
            log.warn("a record in the tail is skipped: {}", e.getMessage());
        }
    }

    /** Sends what is unsent, for {@link #MAX_CLOSE} at most. */
    @Override
    public void close() {
        producer.close(MAX_CLOSE);
    }
}
