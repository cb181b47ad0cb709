package tv.headwater.gateway.upstream;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.stereotype.Component;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.gateway.GatewayProperties;
import tv.headwater.gateway.cluster.Cluster;
import tv.headwater.gateway.edge.Edges;

/** The instances of the services behind: those configured, or else those the cluster knows. */
@Component
final class Upstreams {

    /** As route addresses name it: {@code lb://metadata}. */
    static final String METADATA = "metadata";

    /** As route addresses name it: {@code lb://edge}. */
    static final String EDGE = "edge";

    /** As route addresses name it: {@code lb://chat}. */
    static final String CHAT = "chat";

    /** The WebSockets of {@link #CHAT}, which have a port of their own. */
    static final String CHAT_SOCKETS = "chat-sockets";

    private final List<URI> metadata;
    private final Cluster cluster;
    private final Edges edges;

    Upstreams(GatewayProperties properties, Cluster cluster, Edges edges) {
        this.metadata = properties.upstreams().metadata();
        this.cluster = cluster;
        this.edges = edges;
    }

    /**
     * @throws IllegalArgumentException for any other service
     */
    List<ServiceInstance> of(String service) {
        return switch (service) {
            case METADATA -> metadata();
            case EDGE ->
                    edges.live().stream()
                            .map(edge -> instance(edge.id(), EDGE, edge.address()))
                            .toList();
            case CHAT -> chat(NodeStatus::baseUrl, CHAT);
            case CHAT_SOCKETS -> chat(NodeStatus::socketUrl, CHAT_SOCKETS);
            default -> throw new IllegalArgumentException("no service " + service);
        };
    }

    private List<ServiceInstance> metadata() {
        return metadata.isEmpty()
                ? cluster.nodes(NodeRole.METADATA).stream()
                        .map(node -> instance(node.nodeId().value(), METADATA, node.baseUrl()))
                        .toList()
                : metadata.stream()
                        .map(address -> instance(address.toString(), METADATA, address))
                        .toList();
    }

    /** Nodes that are about to leave want nothing new. */
    private List<ServiceInstance> chat(
            Function<NodeStatus, @Nullable URI> address, String service) {
        var all = cluster.nodes(NodeRole.CHAT);
        var staying = all.stream().filter(node -> !node.draining()).toList();
        return (staying.isEmpty() ? all : staying)
                .stream()
                        .filter(node -> address.apply(node) != null)
                        .map(node ->
                                instance(
                                        node.nodeId().value(),
                                        service,
                                        Objects.requireNonNull(address.apply(node))))
                        .toList();
    }

    static String id(ServiceInstance instance) {
        return Objects.requireNonNull(instance.getInstanceId(), "every instance has an id");
    }

    private static ServiceInstance instance(String id, String service, URI address) {
        boolean secure = "https".equals(address.getScheme());
        int ownPort = secure ? 443 : 80;
        int port = address.getPort() < 0 ? ownPort : address.getPort();
        return new DefaultServiceInstance(id, service, address.getHost(), port, secure);
    }
}
