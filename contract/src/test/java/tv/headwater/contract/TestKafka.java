package tv.headwater.contract;

import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.Topics;

/** A broker in this JVM with all topics, laid out as Headwater lays them out, and a producer. */
public final class TestKafka implements AutoCloseable {

    private final EmbeddedKafkaKraftBroker broker = new EmbeddedKafkaKraftBroker(1, 1);
    private final KafkaSettings settings;
    private final KafkaProducer<byte[], byte[]> producer;

    private TestKafka(int lanes) {
        broker.brokerProperty("auto.create.topics.enable", "false");
        broker.brokerProperty("group.min.session.timeout.ms", "1000");
        broker.brokerProperty("group.initial.rebalance.delay.ms", "0");
        broker.afterPropertiesSet();
        settings = new KafkaSettings(broker.getBrokersAsString(), lanes, (short) 1, Map.of());
        Topics.create(settings);
        producer =
                new KafkaProducer<>(
                        settings.client(Map.of("linger.ms", "0", "max.request.size", "9000000")),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Ready when this returns. */
    public static TestKafka started(int lanes) {
        return new TestKafka(lanes);
    }

    public KafkaSettings settings() {
        return settings;
    }

    public KafkaProducer<byte[], byte[]> producer() {
        return producer;
    }

    @Override
    public void close() {
        producer.close();
        broker.destroy();
    }
}
