package tv.headwater.packager;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.mediahttp.MediaServer;
import tv.headwater.packager.dvr.DvrState;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.log.MediaTopics;
import tv.headwater.packager.log.StreamsTopic;
import tv.headwater.packager.origin.WindowResources;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.FirstParts;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.timeshift.Timeshift;
import tv.headwater.packager.window.WindowLimits;

/**
 * Starts and stops the parts in order. Media is answered and the node announced only after the windows have caught up with
 * the log.
 */
final class Packager implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Packager.class);

    private final PackagerProperties properties;
    private final MeterRegistry registry;
    private final Instant startedAt = Instant.now();
    private final PackagingMetrics metrics;
    private final LiveStreams streams;
    private final Fates fates = new Fates();
    private final ContentSecrets secrets = new ContentSecrets();

    /** A step of the machine's clock would make all streams look idle. */
    private static final InstantSource STEADY = () -> Instant.ofEpochSecond(0, System.nanoTime());

    private final Timeshift timeshift = new Timeshift(fates, Clock.systemUTC());
    private final WindowResources resources;
    private final MediaServer server;
    private @Nullable StreamsTopic streamsTopic;
    private volatile @Nullable MediaTopics mediaTopics;
    private volatile @Nullable NodeBeatsTopic beats;
    private volatile boolean running;

    Packager(PackagerProperties properties, MeterRegistry registry, OpenTelemetry telemetry) {
        this.properties = properties;
        this.registry = registry;
        this.metrics = new PackagingMetrics(registry);
        this.streams =
                new LiveStreams(
                        limits(properties),
                        metrics,
                        fates,
                        secrets,
                        STEADY,
                        this::announce,
                        timeshift,
                        new FirstParts(
                                telemetry.getTracer("tv.headwater.packager"), Clock.systemUTC()));
        this.resources = new WindowResources(streams, fates, secrets, timeshift);
        var http = properties.http();
        this.server =
                new MediaServer(
                        http.bindAddress(), http.port(), http.limits(), resources, registry);
        metrics.gauge("consumer.lag", this, packager -> packager.lag());
    }

    private static LiveStreams.Limits limits(PackagerProperties properties) {
        long memory = properties.memoryLimit().toBytes();
        // Windows, payloads on their way into one and answers on their way out share the heap.
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (memory > most) {
            log.warn(
                    "headwater.memory-limit of {} bytes is cut to half the heap, {}", memory, most);
        }
        return new LiveStreams.Limits(
                new WindowLimits(
                        properties.window(),
                        Math.min(properties.streamMemoryLimit().toBytes(), Math.min(memory, most))),
                Math.min(memory, most),
                properties.idleTimeout());
    }

    @Override
    public void start() {
        running = true;
        openStore();
        server.start();
        log.info("media on {}:{}", properties.http().bindAddress(), server.port());
        Topics.create(properties.kafka());
        var table = new StreamsTopic(properties.kafka(), fates, secrets);
        streamsTopic = table;
        // What is deleted is known before its media is read.
        table.caughtUp().thenRun(this::read);
    }

    private void openStore() {
        var directory = properties.dvr().directoryOrNull();
        if (directory != null) {
            try {
                timeshift.open(directory, properties.dvr().limits(), registry);
            } catch (IOException e) {
                throw new UncheckedIOException("DVR cannot be opened: " + e.getMessage(), e);
            }
        }
    }

    private synchronized void read() {
        if (!running) {
            return;
        }
        var topics = new MediaTopics(properties.kafka(), streams);
        mediaTopics = topics;
        topics.caughtUp().thenRun(this::open);
    }

    private void open() {
        synchronized (this) {
            if (running) {
                timeshift.goLive();
                resources.open();
                beats = new NodeBeatsTopic(properties.kafka(), this::status);
                log.info("caught up with the log: {} streams", streams.held().size());
            }
        }
    }

    @Override
    public void stop() {
        synchronized (this) {
            running = false;
        }
        Optional.ofNullable(beats).ifPresent(NodeBeatsTopic::close);
        server.close();
        Optional.ofNullable(mediaTopics).ifPresent(MediaTopics::close);
        Optional.ofNullable(streamsTopic).ifPresent(StreamsTopic::close);
        closeStore();
        log.info("stopped");
    }

    private void closeStore() {
        try {
            timeshift.close();
        } catch (IOException e) {
            log.warn("DVR cannot be closed", e);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Whether it answers media requests. */
    boolean isReady() {
        var topics = mediaTopics;
        return beats != null && topics != null && topics.isRunning();
    }

    /** Records not packaged yet. */
    long lag() {
        var topics = mediaTopics;
        return topics == null ? 0 : topics.lag();
    }

    /** Whether DVR grows, and why not; empty without DVR. */
    Optional<DvrState> dvr() {
        return timeshift.state();
    }

    /** Where it serves media. */
    int port() {
        return server.port();
    }

    private void announce() {
        var announced = beats;
        if (announced != null) {
            announced.announce();
        }
    }

    private NodeStatus status() {
        var version = Packager.class.getPackage().getImplementationVersion();
        return new NodeStatus(
                properties.node().nodeId(),
                NodeRole.PACKAGER,
                version == null ? "development" : version,
                properties.node().baseUrl(),
                properties.node().publicUrlOrNull(),
                startedAt,
                Instant.now(),
                Math.max(streams.load(), server.load()),
                !running,
                false,
                held());
    }

    private List<NodeStatus.Held> held() {
        return Stream.concat(streams.held().stream(), timeshift.streams().stream())
                .distinct()
                .sorted()
                .map(NodeStatus.Held::of)
                .toList();
    }
}
