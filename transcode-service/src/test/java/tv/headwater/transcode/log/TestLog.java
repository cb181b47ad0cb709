package tv.headwater.transcode.log;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import tv.headwater.contract.TestKafka;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Stamp;

/** A broker with the topics, {@value #LANES} lanes, and what a test does with them. */
final class TestLog implements AutoCloseable {

    /** Gives the tests that ask for it the one of this run. */
    static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == TestLog.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(TestLog.class, _ -> new TestLog(), TestLog.class);
        }
    }

    static final int LANES = 8;

    /** Members that read whatever there is. */
    static final SourceMediaTopic.Limits LIMITS =
            new SourceMediaTopic.Limits(Duration.ofHours(1), Duration.ofMillis(400));

    private final TestKafka broker = TestKafka.started(LANES);
    private final KafkaSettings kafka = broker.settings();
    private final Admin admin = Admin.create(kafka.client(Map.of()));
    private final KafkaProducer<byte[], byte[]> producer = broker.producer();

    private TestLog() {}

    KafkaSettings kafka() {
        return kafka;
    }

    /** Makes the media topics anew and forgets the group. */
    void reset() throws InterruptedException, ExecutionException {
        var media = List.of(Topics.SOURCE_MEDIA, Topics.RENDITION_MEDIA);
        await().until(() -> members() == 0);
        var groups = admin.listGroups().all().get();
        if (groups.stream().anyMatch(group -> group.groupId().equals(SourceMediaTopic.GROUP))) {
            admin.deleteConsumerGroups(List.of(SourceMediaTopic.GROUP)).all().get();
        }
        admin.deleteTopics(media).all().get();
        await().until(() -> Collections.disjoint(admin.listTopics().names().get(), media));
        Topics.create(kafka);
        await().until(() -> admin.listTopics().names().get().containsAll(media));
    }

    /** Cuts a lane before an offset. */
    void cut(String topic, int lane, long before) throws InterruptedException, ExecutionException {
        var partition = new TopicPartition(topic, lane);
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before))).all().get();
    }

    /** Members of the group, as the broker counts them. */
    int members() {
        try {
            return admin.describeConsumerGroups(List.of(SourceMediaTopic.GROUP))
                    .all()
                    .get()
                    .get(SourceMediaTopic.GROUP)
                    .members()
                    .size();
        } catch (ExecutionException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<Integer, OffsetAndMetadata> commits() throws InterruptedException, ExecutionException {
        var commits = new HashMap<Integer, OffsetAndMetadata>();
        admin.listConsumerGroupOffsets(SourceMediaTopic.GROUP)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> commits.put(partition.partition(), offset));
        return commits;
    }

    void commit(int lane, long offset, String metadata)
            throws InterruptedException, ExecutionException {
        admin.alterConsumerGroupOffsets(
                        SourceMediaTopic.GROUP,
                        Map.of(
                                new TopicPartition(Topics.SOURCE_MEDIA, lane),
                                new OffsetAndMetadata(offset, metadata)))
                .all()
                .get();
    }

    long end(String topic, int lane) throws InterruptedException, ExecutionException {
        var partition = new TopicPartition(topic, lane);
        ListOffsetsResultInfo end =
                admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get();
        return end.offset();
    }

    /** Appends to every lane of {@code source-media}. */
    void appendToAll(int records) throws InterruptedException, ExecutionException {
        for (int lane = 0; lane < LANES; lane++) {
            for (int i = 0; i < records; i++) {
                append(Topics.SOURCE_MEDIA, lane, null, "lane" + lane, new byte[] {(byte) i});
            }
        }
        producer.flush();
    }

    /** @param at ms since 1970, null for now */
    long append(String topic, int lane, Long at, String key, byte[] value)
            throws InterruptedException, ExecutionException {
        var bytes = key.getBytes(StandardCharsets.UTF_8);
        return producer.send(new ProducerRecord<>(topic, lane, at, bytes, value)).get().offset();
    }

    /** All that stands in a lane. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic, int lane) {
        try (var consumer =
                new KafkaConsumer<>(
                        kafka.client(Map.of("auto.offset.reset", "earliest")),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            var partition = new TopicPartition(topic, lane);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    static Set<Integer> allLanes() {
        return IntStream.range(0, LANES).boxed().collect(Collectors.toSet());
    }

    /** @param epoch tells who wrote it */
    static AccessUnit unit(StreamId streamId, long epoch, long sequence, int size) {
        return new AccessUnit(
                new Stamp(streamId, new Rendition("720p"), epoch, sequence, 0, 0),
                1,
                FourCc.AVC1,
                true,
                0,
                0,
                ByteBuffer.allocate(size));
    }

    /** First and last offset of each batch of a lane, as they stand on disk. */
    List<Batch> batches(String topic, int lane)
            throws InterruptedException, ExecutionException, IOException {
        var directories = admin.describeLogDirs(List.of(0)).allDescriptions().get().get(0);
        var batches = new ArrayList<Batch>();
        for (var directory : directories.keySet()) {
            try (var files =
                    Files.newDirectoryStream(Path.of(directory, topic + "-" + lane), "*.log")) {
                for (var file : files) {
                    try (var records = FileRecords.open(file.toFile())) {
                        records.batches()
                                .forEach(b ->
                                        batches.add(new Batch(b.baseOffset(), b.lastOffset())));
                    }
                }
            }
        }
        return batches;
    }

    record Batch(long baseOffset, long lastOffset) {}

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        broker.close();
    }
}
