package tv.headwater.transcode;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.transcode.log.RenditionMediaTopic;
import tv.headwater.transcode.log.SourceMediaTopic;
import tv.headwater.transcode.log.StreamsTopic;
import tv.headwater.transcode.placement.NodeLoad;
import tv.headwater.transcode.process.WorkerProcesses;
import tv.headwater.transcode.stream.Capacity;
import tv.headwater.transcode.stream.Neighbours;
import tv.headwater.transcode.stream.Surroundings;
import tv.headwater.transcode.stream.TranscodeMetrics;
import tv.headwater.transcode.stream.Transcodes;

/**
 * Starts and stops the parts in order. Lanes are taken only when it is known what each stream shall have, and let go before
 * anything else ends.
 */
final class Transcoder implements SmartLifecycle, Neighbours {

    private static final Logger log = LoggerFactory.getLogger(Transcoder.class);

    private final TranscodeProperties properties;
    private final Instant startedAt = Instant.now();
    private final Tracer tracer;
    private final TranscodeMetrics metrics;
    private final Capacity capacity;
    private final Set<Integer> elsewhere = ConcurrentHashMap.newKeySet();
    private volatile @Nullable StreamsTopic streams;
    private volatile @Nullable Parts parts;
    private volatile boolean running;

    /** What runs once the streams' settings are known. */
    private record Parts(
            WorkerProcesses workers,
            NodesTopic nodes,
            RenditionMediaTopic renditions,
            Transcodes transcodes,
            SourceMediaTopic lanes,
            NodeBeatsTopic beats) {

        void close() {
            beats.announce();
            lanes.close();
            transcodes.close();
            renditions.close();
            beats.close();
            nodes.close();
            workers.close();
        }
    }

    Transcoder(TranscodeProperties properties, MeterRegistry registry, OpenTelemetry telemetry) {
        this.properties = properties;
        this.tracer = telemetry.getTracer("tv.headwater.transcode");
        this.metrics = new TranscodeMetrics(registry);
        this.capacity = new Capacity(properties.transcode().usableCapacity());
        metrics.gauge("consumer.lag", this, Transcoder::lag);
        metrics.gauge("lanes", this, transcoder -> transcoder.lanes().size());
        metrics.gauge("workers", this, Transcoder::workers);
    }

    @Override
    public void start() {
        running = true;
        Topics.create(properties.kafka());
        var table = new StreamsTopic(properties.kafka(), _ -> {});
        streams = table;
        table.caughtUp().whenComplete((_, failure) -> open(table, failure));
    }

    private void open(StreamsTopic table, @Nullable Throwable failure) {
        if (failure != null) {
            log.error("reading the table of streams failed", failure);
            return;
        }
        synchronized (this) {
            if (running) {
                try {
                    parts = parts(table);
                } catch (IOException | RuntimeException e) {
                    log.error("transcoding cannot be started", e);
                }
            }
        }
    }

    private Parts parts(StreamsTopic table) throws IOException {
        var kafka = properties.kafka();
        var workers = WorkerProcesses.open(properties.worker().settings());
        var nodes = new NodesTopic(kafka);
        var renditions = new RenditionMediaTopic(kafka, RenditionMediaTopic.Limits.USUAL);
        var transcodes =
                new Transcodes(
                        new Surroundings(
                                new RenditionMedia(renditions),
                                workers,
                                streamId -> table.settings(streamId).orElse(null),
                                this,
                                capacity,
                                properties.transcode().limits(),
                                metrics,
                                Clock.systemUTC(),
                                System::nanoTime,
                                tracer));
        var lanes =
                new SourceMediaTopic(
                        kafka, properties.transcode().laneLimits(), this::load, transcodes);
        lanes.start();
        var beats = new NodeBeatsTopic(kafka, this::status);
        log.info("transcoding, capacity {} encoder-seconds per second", capacity.limit());
        return new Parts(workers, nodes, renditions, transcodes, lanes, beats);
    }

    @Override
    public void stop() {
        @Nullable Parts closing;
        synchronized (this) {
            running = false;
            closing = parts;
        }
        if (closing != null) {
            closing.close();
        }
        var table = streams;
        if (table != null) {
            table.close();
        }
        log.info("stopped");
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Whether the group that shares the lanes has this node. */
    boolean isMember() {
        var now = parts;
        return now != null && now.lanes().isMember();
    }

    Set<Integer> lanes() {
        var now = parts;
        return now == null ? Set.of() : now.lanes().lanes();
    }

    /** Source records of its lanes not read yet. */
    long lag() {
        var now = parts;
        return now == null ? 0 : now.lanes().lag();
    }

    /** The streams it transcodes. */
    List<NodeStatus.Held> held() {
        var now = parts;
        return now == null ? List.of() : now.transcodes().held();
    }

    private int workers() {
        var now = parts;
        return now == null ? 0 : now.workers().count();
    }

    @Override
    public boolean haveRoom(double cost) {
        var now = parts;
        if (now == null) {
            return false;
        }
        return now.nodes().nodes().live(NodeRole.TRANSCODER).stream()
                .filter(node -> !node.nodeId().equals(properties.node().nodeId()))
                .anyMatch(node -> node.hasRoom(cost, capacity.limit()));
    }

    @Override
    public void giveAway(int lane) {
        var now = parts;
        if (elsewhere.add(lane) && now != null) {
            now.lanes().requestRebalance();
        }
    }

    @Override
    public void keep(int lane) {
        elsewhere.remove(lane);
    }

    private NodeLoad load() {
        var now = parts;
        return now == null
                ? new NodeLoad(capacity.limit(), Map.of(), Set.of())
                : new NodeLoad(
                        running ? capacity.limit() : 0,
                        now.transcodes().costs(),
                        Set.copyOf(elsewhere));
    }

    private NodeStatus status() {
        var version = Transcoder.class.getPackage().getImplementationVersion();
        return new NodeStatus(
                properties.node().nodeId(),
                NodeRole.TRANSCODER,
                version == null ? "development" : version,
                properties.node().baseUrl(),
                null,
                startedAt,
                Instant.now(),
                capacity.load(),
                capacity.limit(),
                !running,
                false,
                lanes().stream().sorted().toList(),
                held());
    }
}
