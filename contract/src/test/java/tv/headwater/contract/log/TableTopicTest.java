package tv.headwater.contract.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestKafka;

class TableTopicTest {

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch resumed = new CountDownLatch(1);

    private static void write(KafkaSettings kafka, String... facts) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        kafka.client(Map.of("linger.ms", "0")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (var fact : facts) {
                var parts = fact.split("=", 2);
                producer.send(
                                new ProducerRecord<>(
                                        Topics.STREAMS,
                                        parts[0].getBytes(StandardCharsets.UTF_8),
                                        Json.write(parts[1])))
                        .get();
            }
        }
    }

    private TableTopic<String> table(KafkaSettings kafka) {
        return new TableTopic<>(
                kafka,
                Topics.STREAMS,
                String.class,
                (key, value, at, replayed) -> {
                    told.add(key + "=" + value);
                    if (key.equals("stop")) {
                        try {
                            resumed.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    }
                });
    }

    private static void makeAnew(KafkaSettings kafka) throws Exception {
        try (var admin = Admin.create(kafka.client(Map.of()))) {
            admin.deleteTopics(List.of(Topics.STREAMS)).all().get();
            await().until(() -> !admin.listTopics().names().get().contains(Topics.STREAMS));
        }
        Topics.create(kafka);
    }

    @Test
    void whatIsReadAgainUndoesNothing() throws Exception {
        try (var broker = TestKafka.started(1)) {
            var kafka = broker.settings();
            write(kafka, "a=public", "a=signed", "b=public", "b=signed");
            try (var table = table(kafka)) {
                table.caughtUp().join();
                assertThat(told).containsExactly("a=public", "a=signed", "b=public", "b=signed");
                write(kafka, "stop=here");
                await().until(() -> told.contains("stop=here"));
                told.clear();

                makeAnew(kafka);
                write(kafka, "a=public", "a=signed", "b=signed", "b=public");
                resumed.countDown();
                await().until(() -> told.size() >= 2);
                write(kafka, "a=public");
                await().until(() -> told.size() >= 3);
                assertThat(told).containsExactly("a=signed", "b=public", "a=public");
            }
        }
    }
}
