package tv.headwater.contract.log;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.Nodes;

/** Announces this node on the topic {@code nodes}: every {@link Nodes#BEAT}, at once on a change, and that it leaves on close. */
public final class NodeBeatsTopic implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeBeatsTopic.class);

    private final Supplier<NodeStatus> status;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ScheduledExecutorService beats =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("node-beats").daemon().factory());

    /**
     * Starts announcing.
     *
     * @param status the node as it is at the moment; called on the announcing thread
     */
    public NodeBeatsTopic(KafkaSettings kafka, Supplier<NodeStatus> status) {
        this.status = status;
        // A beat that waited longer than this says nothing true any more.
        var settings =
                Map.of(
                        "linger.ms", "0",
                        "max.block.ms", "1000",
                        "request.timeout.ms", "2000",
                        "delivery.timeout.ms", "3000",
                        "buffer.memory", "1048576");
        this.producer =
                new KafkaProducer<>(
                        kafka.client(settings),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        beats.scheduleAtFixedRate(this::beat, 0, Nodes.BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Sends a beat soon, without waiting for it. */
    public void announce() {
        if (!beats.isShutdown()) {
            beats.execute(this::beat);
        }
    }

    private void beat() {
        try {
            send(status.get());
        } catch (RuntimeException e) {
            log.debug("beat not sent: {}", e.getMessage());
        }
    }

    private void send(NodeStatus now) {
        var key = now.nodeId().value().getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(Topics.NODES, key, Json.write(now)));
    }

    @Override
    public void close() {
        beats.shutdownNow();
        try {
            send(status.get().left());
        } catch (RuntimeException e) {
            log.debug("leaving unannounced: {}", e.getMessage());
        }
        producer.close(Duration.ofSeconds(2));
    }
}
