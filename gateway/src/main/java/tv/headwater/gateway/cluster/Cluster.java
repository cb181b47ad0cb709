package tv.headwater.gateway.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.gateway.Gateway;
import tv.headwater.gateway.GatewayProperties;

/**
 * This gateway's place in the cluster: whom it knows and that it is known. Joining goes on in the background until Kafka can
 * be reached; pages are served meanwhile.
 */
@Component
public final class Cluster implements SmartLifecycle, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final KafkaSettings kafka;
    private final GatewayProperties.Node node;
    private final boolean hasKafka;
    private final Instant startedAt = Instant.now();
    private final Clock clock = Clock.systemUTC();
    private volatile @Nullable Membership membership;
    private volatile @Nullable Thread joining;

    private record Membership(NodesTopic topic, KnownNodes known, NodeBeatsTopic beats) {}

    Cluster(GatewayProperties properties) {
        this.kafka = properties.kafka();
        this.node = properties.node();
        this.hasKafka = properties.hasKafka();
    }

    /** The nodes of a role that may be asked; none while Kafka has never been reached. */
    public List<NodeStatus> nodes(NodeRole role) {
        var current = membership;
        return current == null ? List.of() : current.known().of(role);
    }

    /** Whether the nodes are known, or need not be. */
    public boolean isKnown() {
        var current = membership;
        return !hasKafka || (current != null && current.topic().isCaughtUp());
    }

    @Override
    public void start() {
        if (hasKafka) {
            joining = Thread.ofVirtual().name("cluster-join").start(this::join);
        }
    }

    private void join() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Topics.create(kafka);
                membership = member();
                return;
            } catch (RuntimeException e) {
                log.warn("not in the cluster yet, trying again: {}", e.getMessage());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Membership member() {
        var topic = new NodesTopic(kafka);
        var known = new KnownNodes(topic.nodes(), node.id(), clock);
        var beats =
                new NodeBeatsTopic(
                        kafka,
                        () -> {
                            known.current();
                            return status();
                        });
        return new Membership(topic, known, beats);
    }

    private NodeStatus status() {
        var version = Gateway.class.getPackage().getImplementationVersion();
        return new NodeStatus(
                node.id(),
                NodeRole.GATEWAY,
                Optional.ofNullable(version).orElse("dev"),
                node.baseUrl(),
                node.publicUrl(),
                startedAt,
                clock.instant(),
                0,
                false,
                false,
                List.of());
    }

    /** Says goodbye. What is known stays known, for the requests that are still open. */
    @Override
    public void stop() {
        var thread = joining;
        joining = null;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(RETRY);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        var current = membership;
        if (current != null) {
            current.beats().close();
        }
    }

    @Override
    public boolean isRunning() {
        return joining != null;
    }

    @Override
    public void close() {
        var current = membership;
        if (current != null) {
            current.topic().close();
        }
    }
}
