package tv.headwater.bench;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecordCodec;

/** Reads the media of one stream as an origin does, and notes when each picture can be read: what no reader can be faster than. */
final class SourceMediaTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final StreamId streamId;
    private final AtomicLongArray at;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch reading = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("source-media-times").daemon().unstarted(this::run);
    private int read;
    private volatile boolean closed;

    /**
     * Starts reading what comes from now on.
     *
     * @param pictures how many there will be
     */
    SourceMediaTopic(KafkaSettings kafka, StreamId streamId, int pictures) {
        this.streamId = streamId;
        this.at = new AtomicLongArray(pictures);
        this.consumer =
                new KafkaConsumer<>(
                        kafka.client(Map.of("fetch.min.bytes", "1", "fetch.max.wait.ms", "500")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        var lanes =
                consumer.partitionsFor(Topics.SOURCE_MEDIA).stream()
                        .map(SourceMediaTopic::partition)
                        .toList();
        consumer.assign(lanes);
        consumer.seekToEnd(lanes);
        thread.start();
    }

    private static TopicPartition partition(PartitionInfo lane) {
        return new TopicPartition(lane.topic(), lane.partition());
    }

    private void run() {
        List.copyOf(consumer.assignment()).forEach(consumer::position);
        reading.countDown();
        while (!closed) {
            for (var record : consumer.poll(POLL)) {
                note(record, System.nanoTime());
            }
        }
        consumer.close();
    }

    private void note(ConsumerRecord<byte[], byte[]> record, long now) {
        if (MediaRecordCodec.decode(ByteBuffer.wrap(record.value())) instanceof AccessUnit unit
                && unit.stamp().streamId().equals(streamId)
                && read < at.length()) {
            at.set(read, now);
            read++;
        }
    }

    void awaitReading() throws InterruptedException {
        if (!reading.await(30, TimeUnit.SECONDS)) {
            throw new BenchFailure("Kafka lets nobody read");
        }
    }

    /** When a picture could be read, in {@link System#nanoTime}; 0 if it has not been. */
    long at(int picture) {
        return at.get(picture);
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
