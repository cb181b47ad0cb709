package tv.headwater.gateway.edge;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.Nodes;
import tv.headwater.gateway.GatewayProperties;
import tv.headwater.gateway.cluster.Cluster;

/**
 * The edges that may be asked, and who gets which. How full one is it says itself, with every beat; in between, whom this
 * gateway has sent there since is counted on top, so that a burst of viewers spreads before the edges know of it. Safe for use
 * by many threads.
 */
@Component
public final class Edges {

    private final List<URI> configured;
    private final Supplier<List<NodeStatus>> announced;
    private final double usualCapacity;
    private final boolean steering;
    private final BoundedLoads loads;
    private final Clock clock;
    private final Assigned assigned = new Assigned();

    @Autowired
    Edges(GatewayProperties properties, Cluster cluster) {
        this(
                properties.upstreams().edge(),
                () -> cluster.nodes(NodeRole.EDGE),
                properties.steering(),
                Clock.systemUTC());
    }

    Edges(
            List<URI> configured,
            Supplier<List<NodeStatus>> announced,
            GatewayProperties.Steering steering,
            Clock clock) {
        this.configured = List.copyOf(configured);
        this.announced = announced;
        this.usualCapacity = steering.usualCapacity();
        this.steering = steering.enabled();
        this.loads = new BoundedLoads(steering.balance(), steering.idle());
        this.clock = clock;
    }

    /** Those that may be asked. */
    public List<Edge> live() {
        return configured.isEmpty()
                ? announced.get().stream().map(this::edge).toList()
                : configured.stream().map(this::edge).toList();
    }

    /**
     * The edges as a viewer reaches them, in the order of their ids; none where steering is off or any of them cannot be
     * reached by this viewer.
     *
     * @param scheme by which the viewer came
     * @param host that the viewer asked for, without port
     */
    public List<Pathway> pathways(String scheme, String host) {
        var pathways = new ArrayList<Pathway>();
        for (var edge : steering ? live() : List.<Edge>of()) {
            var template = edge.publicUrl();
            var url = template == null ? null : PublicUrl.of(template, host);
            if (url == null || !url.isOpenTo(scheme)) {
                return List.of();
            }
            pathways.add(new Pathway(edge.id(), url));
        }
        return List.copyOf(pathways);
    }

    /** The ids of the live edges in the order in which one more viewer of a stream should get them. */
    public synchronized List<String> order(StreamId stream) {
        return loads.order(stream.value(), currentLoads()).stream().map(EdgeLoad::id).toList();
    }

    /**
     * Chooses the edge for a request.
     *
     * @param among ids of those that can be asked, at least one
     * @param starts whether a viewer begins with it, who then counts
     */
    public synchronized String choose(StreamId stream, List<String> among, boolean starts) {
        // All edges tell how full an edge may be, also those that cannot be asked this time.
        var chosen =
                order(stream).stream()
                        .filter(among::contains)
                        .findFirst()
                        .orElseGet(among::getFirst);
        if (starts) {
            count(chosen, 1);
        }
        return chosen;
    }

    /** A viewer is sent to an edge from one that is not there any more, or from nobody knows where. */
    public synchronized void sent(String to) {
        count(to, 1);
    }

    /** A viewer leaves an edge for another. */
    public synchronized void moved(String from, String to) {
        count(from, -1);
        count(to, 1);
    }

    /** How much of what an edge has is beyond what it should have: from 0 to 1; 0 for one that is not live. */
    public synchronized double excess(String id) {
        var current = currentLoads();
        return current.stream()
                .filter(edge -> edge.id().equals(id))
                .mapToDouble(edge -> loads.excess(edge, current))
                .findFirst()
                .orElse(0);
    }

    private void count(String id, int viewers) {
        live().stream()
                .filter(edge -> edge.id().equals(id))
                .forEach(edge -> assigned.count(id, edge.beat(), viewers));
    }

    private List<EdgeLoad> currentLoads() {
        var live = live();
        assigned.retain(live.stream().map(Edge::id).collect(Collectors.toSet()));
        return live.stream().map(this::load).toList();
    }

    private EdgeLoad load(Edge edge) {
        double connections = edge.connections() + assigned.since(edge.id(), edge.beat());
        return new EdgeLoad(edge.id(), edge.capacity(), Math.max(0, connections));
    }

    private Edge edge(NodeStatus node) {
        double said = Objects.requireNonNullElse(node.capacity(), usualCapacity);
        double capacity = said > 0 ? said : usualCapacity;
        return new Edge(
                node.nodeId().value(),
                node.baseUrl(),
                node.publicUrl(),
                capacity,
                Math.max(0, node.load()) * capacity,
                node.at());
    }

    /** One that says nothing about itself: whom it was sent counts for the time of a beat. */
    private Edge edge(URI address) {
        long beats = clock.millis() / Nodes.BEAT.toMillis();
        return new Edge(
                address.toString(),
                address,
                null,
                usualCapacity,
                0,
                Instant.ofEpochMilli(beats * Nodes.BEAT.toMillis()));
    }
}
