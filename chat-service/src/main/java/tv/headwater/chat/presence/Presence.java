package tv.headwater.chat.presence;

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
import tv.headwater.chat.ChatProperties;
import tv.headwater.chat.ChatService;
import tv.headwater.chat.log.LogReadiness;
import tv.headwater.chat.ws.Sockets;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;

/** Creates the topics as soon as Kafka is there, and says that this instance is once it has read them. */
@Component
final class Presence implements SmartLifecycle {

    private static final Logger logger = LoggerFactory.getLogger(Presence.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration READ_PAUSE = Duration.ofMillis(50);

    private final LogReadiness log;
    private final Sockets sockets;
    private final KafkaSettings kafka;
    private final ChatProperties.Node node;
    private final Clock clock;
    private final Instant startedAt;
    private volatile @Nullable NodeBeatsTopic beats;
    private volatile @Nullable Thread joining;

    Presence(ChatProperties properties, LogReadiness log, Sockets sockets, Clock clock) {
        this.log = log;
        this.sockets = sockets;
        this.kafka = properties.kafka();
        this.node = properties.node();
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    @Override
    public void start() {
        joining = Thread.ofPlatform().name("kafka-start").daemon().start(this::join);
    }

    private void join() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Topics.create(kafka);
                while (!log.isReady()) {
                    Thread.sleep(READ_PAUSE);
                }
                beats = new NodeBeatsTopic(kafka, this::status);
                return;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                logger.warn(
                        "waiting for Kafka at {}: {}", kafka.bootstrapServers(), e.getMessage());
                pause(PAUSE);
            }
        }
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private NodeStatus status() {
        var version = ChatService.class.getPackage().getImplementationVersion();
        return new NodeStatus(
                new NodeId(node.id()),
                NodeRole.CHAT,
                Optional.ofNullable(version).orElse("dev"),
                node.baseUrl(),
                null,
                startedAt,
                clock.instant(),
                sockets.load(),
                null,
                false,
                false,
                List.of(),
                List.of(),
                node.socketUrl());
    }

    /** Says goodbye first, before the listeners close, and goes on answering until gateways ask others. */
    @Override
    public void stop() {
        var thread = joining;
        joining = null;
        if (thread != null) {
            thread.interrupt();
            try {
                thread.join(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        var running = beats;
        if (running != null) {
            running.close();
            pause(node.drain());
        }
    }

    @Override
    public boolean isRunning() {
        return joining != null;
    }
}
