package tv.headwater.transcode.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.MediaRecordCodec;

/** Reads a stretch of one lane of {@code rendition-media}, without a group. Used by one thread. */
final class RenditionTailTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition lane;

    RenditionTailTopic(KafkaSettings kafka, int lane) {
        this.lane = new TopicPartition(Topics.RENDITION_MEDIA, lane);
        this.consumer =
                new KafkaConsumer<>(
                        kafka.client(
                                Map.of(
                                        "enable.auto.commit", "false",
                                        // Reached where the log is cut while it is read.
                                        "auto.offset.reset", "earliest",
                                        "max.partition.fetch.bytes",
                                                String.valueOf(MediaRecordCodec.MAX_RECORD_LENGTH),
                                        "max.poll.records", "5000",
                                        "receive.buffer.bytes", "1048576",
                                        "default.api.timeout.ms", "5000",
                                        "request.timeout.ms", "4000")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    /**
     * Reads from {@code from}, or from the log's beginning where that is later or {@code from} lies beyond {@code to}, up to and
     * without {@code to}, which stands in the log.
     *
     * @param deadline of {@link System#nanoTime}
     * @return the offset after {@code to}
     * @throws LogUnavailable if that takes too long
     */
    long read(long from, long to, Tail tail, long deadline) {
        try {
            consumer.assign(List.of(lane));
            long begin =
                    consumer.beginningOffsets(List.of(lane), left(deadline, to))
                            .getOrDefault(lane, 0L);
            consumer.seek(lane, from > to ? begin : Math.max(begin, from));
            while (consumer.position(lane, left(deadline, to)) <= to) {
                for (var record : consumer.poll(POLL)) {
                    if (record.offset() < to) {
                        tail.on(text(record.key()), record.offset(), record.value());
                    }
                }
            }
            return to + 1;
        } catch (KafkaException e) {
            throw new LogUnavailable(
                    lane + " cannot be read up to offset " + to + ": " + e.getMessage(), e);
        }
    }

    private Duration left(long deadline, long to) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new LogUnavailable(lane + " is read too slowly to reach offset " + to);
        }
        return Duration.ofNanos(left);
    }

    private static String text(byte[] key) {
        return key == null ? "" : new String(key, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE));
    }
}
