package tv.headwater.gateway.upstream;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.stereotype.Component;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.gateway.GatewayProperties;
import tv.headwater.gateway.cluster.Cluster;

/** The instances of the services behind: those configured, or else those the cluster knows. */
@Component
final class Upstreams {

    /** As route addresses name it: {@code lb://metadata}. */
    static final String METADATA = "metadata";

    /** As route addresses name it: {@code lb://edge}. */
    static final String EDGE = "edge";

    private final GatewayProperties.Upstreams configured;
    private final Cluster cluster;

    Upstreams(GatewayProperties properties, Cluster cluster) {
        this.configured = properties.upstreams();
        this.cluster = cluster;
    }

    /**
     * @throws IllegalArgumentException for any other service
     */
    List<ServiceInstance> of(String service) {
        return switch (service) {
            case METADATA -> instances(service, configured.metadata(), NodeRole.METADATA);
            case EDGE -> instances(service, configured.edge(), NodeRole.EDGE);
            default -> throw new IllegalArgumentException("no service " + service);
        };
    }

    private List<ServiceInstance> instances(String service, List<URI> addresses, NodeRole role) {
        return addresses.isEmpty()
                ? cluster.nodes(role).stream()
                        .map(node -> instance(node.nodeId().value(), service, node.baseUrl()))
                        .toList()
                : addresses.stream()
                        .map(address -> instance(address.toString(), service, address))
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
