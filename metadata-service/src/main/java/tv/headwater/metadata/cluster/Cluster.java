package tv.headwater.metadata.cluster;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.Nodes;
import tv.headwater.metadata.MetadataProperties;

/**
 * The nodes that run, this one among them. Who is silent is judged only against our own beats as they come back from the topic:
 * while Kafka is away, or has not been heard for long enough, nobody is called silent.
 */
@Component
public final class Cluster implements SmartLifecycle {

    /** What nodes say changes with their beats. */
    private static final Duration VITALS_KEPT = Duration.ofMillis(250);

    private final KafkaSettings kafka;
    private final MetadataProperties.Node node;
    private final NodeId self;
    private final DataSource database;
    private final Clock clock;
    private final Instant startedAt;
    private volatile @Nullable NodesTopic nodes;
    private volatile @Nullable NodeBeatsTopic beats;
    private volatile boolean running;
    private volatile Known known = new Known(Instant.EPOCH, Map.of());
    private @Nullable Instant hearingSince;
    private Instant ownHeard = Instant.EPOCH;

    private record Known(Instant at, Map<StreamId, Vitals> vitals) {}

    Cluster(MetadataProperties properties, LogTopics topics, DataSource database, Clock clock) {
        this.kafka = properties.kafka();
        this.node = properties.node();
        this.self = new NodeId(node.id());
        this.database = database;
        this.clock = clock;
        this.startedAt = clock.instant();
        topics.whenReady(this::join);
    }

    private synchronized void join() {
        if (running) {
            nodes = new NodesTopic(kafka);
            beats = new NodeBeatsTopic(kafka, this::status);
        }
    }

    private NodeStatus status() {
        return new NodeStatus(
                self,
                NodeRole.METADATA,
                version(),
                node.baseUrl(),
                node.publicUrl(),
                startedAt,
                clock.instant(),
                load(),
                false,
                false,
                List.of());
    }

    private static String version() {
        var version = Cluster.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** The part of the database connections that is in use. */
    private double load() {
        if (database instanceof HikariDataSource pool && pool.getHikariPoolMXBean() != null) {
            return (double) pool.getHikariPoolMXBean().getActiveConnections()
                    / pool.getMaximumPoolSize();
        }
        return 0;
    }

    /** Whether all that stood in the topic has been read, so that a node not known is a node not there. */
    public boolean isKnown() {
        var current = nodes;
        return current != null && current.isCaughtUp();
    }

    public List<NodeStatus> live() {
        var current = nodes;
        return current == null ? List.of() : List.copyOf(current.nodes().live());
    }

    public List<NodeStatus> live(NodeRole role) {
        var current = nodes;
        return current == null ? List.of() : current.nodes().live(role);
    }

    public Optional<NodeStatus> live(NodeId nodeId) {
        var current = nodes;
        return current == null ? Optional.empty() : current.nodes().live(nodeId);
    }

    /** What the nodes say of each stream they have. Put together at most a few times a second, however often it is asked for. */
    public Map<StreamId, Vitals> vitals() {
        var now = clock.instant();
        var last = known;
        if (last.at().plus(VITALS_KEPT).isAfter(now)) {
            return last.vitals();
        }
        var vitals = Vitals.of(live());
        known = new Known(now, vitals);
        return vitals;
    }

    public Vitals vitals(StreamId streamId) {
        return vitals().getOrDefault(streamId, Vitals.NONE);
    }

    /**
     * Whether a node has been silent for {@link Nodes#SILENCE}, counted from {@code from} at the earliest, while we heard our own
     * beats all along. To be called at least once a second.
     */
    public synchronized boolean isSilent(NodeId nodeId, Instant from) {
        var current = nodes;
        if (current == null || !current.isCaughtUp()) {
            return false;
        }
        var own = current.nodes().lastHeard(self).orElse(null);
        if (own == null) {
            return false;
        }
        if (hearingSince == null || own.isAfter(ownHeard.plus(Nodes.SILENCE))) {
            hearingSince = own;
        }
        ownHeard = own;
        var since = later(hearingSince, from);
        var heard = current.nodes().lastHeard(nodeId).orElse(since);
        return own.isAfter(later(since, heard).plus(Nodes.SILENCE));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public void start() {
        running = true;
    }

    /** Says that this node leaves. */
    synchronized void leave() {
        running = false;
        var announcing = beats;
        if (announcing != null) {
            announcing.close();
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
        var reading = nodes;
        if (reading != null) {
            reading.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before {@link LogTopics}. */
    @Override
    public int getPhase() {
        return 0;
    }
}
