package tv.headwater.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.TableTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.ingest.grant.Grants;
import tv.headwater.ingest.grant.MetadataGrants;
import tv.headwater.ingest.log.SourceMediaTopic;
import tv.headwater.ingest.log.StreamEventsTopic;
import tv.headwater.ingest.publish.IngestMeters;
import tv.headwater.ingest.publish.PublishSessions;
import tv.headwater.ingest.rtmp.RtmpServer;

/**
 * This ingest node: puts its parts together, starts them from the log outwards and stops them the other way round. Ready when the
 * topics are there, commands are heard, the RTMP port is bound and the log takes media.
 */
@Component("ingest")
class IngestNode implements SmartLifecycle, HealthIndicator {

    private static final Logger log = LoggerFactory.getLogger(IngestNode.class);
    private static final Duration MAX_WAIT_FOR_COMMANDS = Duration.ofSeconds(30);

    /** Media that waits longer than this says that Kafka is away. */
    private static final Duration MAX_READY_LAG = Duration.ofSeconds(10);

    private final IngestProperties properties;
    private final MeterRegistry registry;
    private final ObservationRegistry observations;
    private final OpenTelemetry telemetry;
    private final Instant startedAt = Instant.now();
    private volatile @Nullable Running running;

    IngestNode(
            IngestProperties properties,
            MeterRegistry registry,
            ObservationRegistry observations,
            ObjectProvider<OpenTelemetry> telemetry) {
        this.properties = properties;
        this.registry = registry;
        this.observations = observations;
        this.telemetry = telemetry.getIfAvailable(OpenTelemetry::noop);
    }

    private record Running(
            ExecutorService httpThreads,
            HttpClient http,
            Grants grants,
            SourceMediaTopic media,
            StreamEventsTopic events,
            PublishSessions sessions,
            TableTopic<StreamSettings> streams,
            RtmpServer rtmp,
            NodeBeatsTopic beats) {}

    @Override
    public void start() {
        Topics.create(properties.kafka());
        var node = new NodeId(properties.node().id());
        var httpThreads = Executors.newVirtualThreadPerTaskExecutor();
        var timeout = properties.metadata().timeout();
        var http = HttpClient.newBuilder().executor(httpThreads).connectTimeout(timeout).build();
        var metadata =
                MetadataGrants.at(properties.metadata().baseUrl(), http, timeout, observations);
        var attempts = properties.metadata().attempts();
        var grants = new Grants(metadata, node, timeout, attempts, Clock.systemUTC());
        var unsent = properties.sessions().unsentTotal().toBytes();
        var media = new SourceMediaTopic(properties.kafka(), unsent);
        var events = new StreamEventsTopic(properties.kafka());
        var sessions =
                new PublishSessions(
                        node,
                        grants,
                        media,
                        events,
                        properties.segments().policy(),
                        properties.sessions().limits(),
                        new IngestMeters(registry),
                        Clock.systemUTC(),
                        telemetry.getTracer("tv.headwater.ingest"),
                        this::announce);
        events.follow(sessions::on);
        awaitFollowing(events);
        var streams = streams(sessions);
        var rtmp = rtmp(sessions);
        var beats = new NodeBeatsTopic(properties.kafka(), () -> status(node, sessions));
        running =
                new Running(
                        httpThreads, http, grants, media, events, sessions, streams, rtmp, beats);
        log.info("node {} takes publishers on RTMP port {}", node, rtmp.port());
    }

    private static void awaitFollowing(StreamEventsTopic events) {
        try {
            if (!events.awaitFollowing(MAX_WAIT_FOR_COMMANDS)) {
                throw new IllegalStateException("stream-events cannot be read");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    private TableTopic<StreamSettings> streams(PublishSessions sessions) {
        return new TableTopic<>(
                properties.kafka(),
                Topics.STREAMS,
                StreamSettings.class,
                (key, settings, at, replayed) -> {
                    if (settings != null) {
                        sessions.on(settings);
                    }
                });
    }

    private RtmpServer rtmp(PublishSessions sessions) {
        var at = properties.rtmp();
        var bind = new InetSocketAddress(at.bindAddress(), at.port());
        var rtmp = new RtmpServer(bind, at.tls(), at.limits(), sessions, registry);
        rtmp.start();
        return rtmp;
    }

    private NodeStatus status(NodeId node, PublishSessions sessions) {
        return new NodeStatus(
                node,
                NodeRole.INGEST,
                version(),
                properties.node().baseUrl(),
                properties.node().publicUrl(),
                startedAt,
                Instant.now(),
                sessions.load(),
                false,
                false,
                sessions.held());
    }

    private static String version() {
        var version = IngestNode.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    private void announce() {
        var now = running;
        if (now != null) {
            now.beats().announce();
        }
    }

    @Override
    public void stop() {
        var now = running;
        running = null;
        if (now == null) {
            return;
        }
        try {
            now.sessions().close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        now.rtmp().close();
        now.media().close();
        now.events().close();
        now.streams().close();
        now.beats().close();
        now.grants().close();
        now.http().shutdownNow();
        now.httpThreads().shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    /** Where publishers connect. */
    RtmpServer rtmp() {
        var now = running;
        if (now == null) {
            throw new IllegalStateException("ingest does not run");
        }
        return now.rtmp();
    }

    @Override
    public Health health() {
        var now = running;
        if (now == null) {
            return Health.down().withDetail("rtmp", "not bound").build();
        }
        var lag = now.sessions().lag();
        boolean ready = now.events().isFollowing() && lag.compareTo(MAX_READY_LAG) < 0;
        var health = ready ? Health.up() : Health.outOfService();
        if (properties.rtmp().tls() != null) {
            health.withDetail("rtmpsPort", now.rtmp().tlsPort());
        }
        return health.withDetail("rtmpPort", now.rtmp().port())
                .withDetail("hearsCommands", now.events().isFollowing())
                .withDetail("sessions", now.sessions().held().size())
                .withDetail("logLagMs", lag.toMillis())
                .build();
    }
}
