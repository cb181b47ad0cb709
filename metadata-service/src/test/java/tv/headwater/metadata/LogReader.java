package tv.headwater.metadata;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.TimedMetadata;

/** Reads from the beginning what a topic says of one stream, or under one other key, until it has said something or patience ends. */
final class LogReader {

    private final KafkaSettings kafka;
    private final String topic;
    private final String key;
    private final Duration patience;

    private LogReader(KafkaSettings kafka, String topic, String key, Duration patience) {
        this.kafka = kafka;
        this.topic = topic;
        this.key = key;
        this.patience = patience;
    }

    static LogReader of(KafkaSettings kafka, String topic, StreamId stream, Duration patience) {
        return of(kafka, topic, stream.value(), patience);
    }

    static LogReader of(KafkaSettings kafka, String topic, String key, Duration patience) {
        return new LogReader(kafka, topic, key, patience);
    }

    /** All before the tombstone. */
    <T> List<T> untilTombstone(Class<T> type) {
        var values = new ArrayList<T>();
        read(record -> {
            if (record.value() != null) {
                values.add(Json.read(record.value(), type));
            }
            return record.value() == null;
        });
        return values;
    }

    /** All up to the first that is {@code last}, with it. */
    <T> List<T> until(Class<T> type, Predicate<T> last) {
        var values = new ArrayList<T>();
        read(record -> {
            if (record.value() == null) {
                return false;
            }
            var value = Json.read(record.value(), type);
            values.add(value);
            return last.test(value);
        });
        return values;
    }

    /** All timed metadata up to the first that is {@code last}, which is in this lane as all of it. */
    List<TimedMetadata> metadata(int lane, Predicate<TimedMetadata> last) {
        var values = new ArrayList<TimedMetadata>();
        read(record -> {
            if (record.partition() != lane) {
                throw new AssertionError("it is in lane " + record.partition());
            }
            var value = (TimedMetadata) MediaRecordCodec.decode(ByteBuffer.wrap(record.value()));
            values.add(value);
            return last.test(value);
        });
        return values;
    }

    private void read(Predicate<ConsumerRecord<String, byte[]>> last) {
        try (var consumer =
                new KafkaConsumer<>(
                        kafka.client(Map.of("auto.offset.reset", "earliest")),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(partition -> new TopicPartition(topic, partition.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < deadline) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.key().equals(key) && last.test(record)) {
                        return;
                    }
                }
            }
        }
        throw new AssertionError(topic + " did not say it of " + key + " in " + patience);
    }
}
