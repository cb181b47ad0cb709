package tv.headwater.edge;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.edge.cache.CachedMedia;
import tv.headwater.edge.node.NodesReadiness;
import tv.headwater.edge.node.ServedStreams;
import tv.headwater.edge.origin.OriginClient;
import tv.headwater.edge.origin.Origins;
import tv.headwater.mediahttp.GuardedKeys;
import tv.headwater.mediahttp.KeyAccess;
import tv.headwater.mediahttp.MediaServer;

/** Puts the edge together. What is closed last is what was needed first: beats end before the server, the server before its origins. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

    @Bean
    NodesTopic nodesTopic(EdgeProperties edge) {
        Topics.create(edge.kafka());
        return new NodesTopic(edge.kafka());
    }

    @Bean
    NodesReadiness nodesHealthIndicator(NodesTopic nodes) {
        return new NodesReadiness(nodes::isCaughtUp);
    }

    @Bean
    OriginClient originClient(EdgeProperties edge) {
        var origin = edge.origin();
        return new OriginClient(origin.connectTimeout(), origin.maxBody().toBytes());
    }

    @Bean
    Origins origins(
            EdgeProperties edge, NodesTopic nodes, OriginClient client, MeterRegistry registry) {
        return new Origins(
                nodes.nodes(),
                edge.origins(),
                client,
                edge.origin().limits(),
                Ticker.systemTicker(),
                registry);
    }

    @Bean
    ServedStreams servedStreams(EdgeProperties edge, Origins origins, MeterRegistry registry) {
        var ticker = Ticker.systemTicker();
        var cached =
                new CachedMedia(
                        origins,
                        edge.cache().size().toBytes(),
                        edge.cache().staleIfError(),
                        ticker,
                        registry);
        return new ServedStreams(new GuardedKeys(KeyAccess.WHOEVER_PLAYS, cached), ticker);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    MediaServer mediaServer(EdgeProperties edge, ServedStreams served, MeterRegistry registry) {
        var http = edge.http();
        return new MediaServer(http.bindAddress(), http.port(), http.limits(), served, registry);
    }

    @Bean
    NodeBeatsTopic nodeBeatsTopic(EdgeProperties edge, ServedStreams served, MediaServer server) {
        return new NodeBeatsTopic(edge.kafka(), beats(edge.node(), served, server));
    }

    private static Supplier<NodeStatus> beats(
            EdgeProperties.Node node, ServedStreams served, MediaServer server) {
        var id = new NodeId(node.id());
        var startedAt = Instant.now();
        var version =
                Objects.requireNonNullElse(
                        EdgeService.class.getPackage().getImplementationVersion(), "development");
        return () ->
                new NodeStatus(
                        id,
                        NodeRole.EDGE,
                        version,
                        node.baseUrl(),
                        node.publicUrl(),
                        startedAt,
                        Instant.now(),
                        server.load(),
                        false,
                        false,
                        served.recent().stream().map(NodeStatus.Held::of).toList());
    }
}
