package tv.headwater.standalone.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;

class KafkaProcessTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.STREAMS, 0);

    @TempDir Path directory;

    @Test
    void keepsAcknowledgedRecordsAcrossStopAndKill() throws Exception {
        try (var kafka =
                new KafkaProcess(
                        directory.resolve("kafka"),
                        directory.resolve("kafka.log"),
                        FreePorts.next(),
                        FreePorts.next())) {
            kafka.start();
            var settings = KafkaSettings.of(kafka.address());
            Topics.create(settings);
            send(settings, "first");
            kafka.stop();

            kafka.start();
            send(settings, "second");
            kafka.kill();

            kafka.start();
            Topics.create(settings);
            send(settings, "third");
            assertThat(read(settings, 3)).containsExactly("first", "second", "third");
        }
    }

    private static void send(KafkaSettings settings, String value) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        settings.client(Map.of("acks", "all")),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(new ProducerRecord<>(Topics.STREAMS, value, value)).get();
        }
    }

    private static List<String> read(KafkaSettings settings, int count) {
        try (var consumer =
                new KafkaConsumer<>(
                        settings.client(Map.of()),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            var values = new ArrayList<String>();
            Awaitility.await("records that were acknowledged")
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(200))
                                .forEach(record -> values.add(record.value()));
                        return values.size() >= count;
                    });
            return values;
        }
    }
}
