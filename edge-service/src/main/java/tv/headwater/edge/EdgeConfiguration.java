package tv.headwater.edge;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tv.headwater.access.AccessFacts;
import tv.headwater.access.PlaybackAccessTopic;
import tv.headwater.access.PlaybackTokens;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.edge.access.AuthorisedMedia;
import tv.headwater.edge.access.SignedStreams;
import tv.headwater.edge.access.SignedStreamsTopic;
import tv.headwater.edge.audience.AudienceReportsTopic;
import tv.headwater.edge.audience.Viewers;
import tv.headwater.edge.audience.WatchedMedia;
import tv.headwater.edge.cache.CachedMedia;
import tv.headwater.edge.cmcd.PlaybackMeters;
import tv.headwater.edge.cmcd.ReportedMedia;
import tv.headwater.edge.node.Drain;
import tv.headwater.edge.node.ServedStreams;
import tv.headwater.edge.node.TopicsReadiness;
import tv.headwater.edge.origin.LoopFreeMedia;
import tv.headwater.edge.origin.OriginClient;
import tv.headwater.edge.origin.Origins;
import tv.headwater.edge.origin.Upstream;
import tv.headwater.edge.prefetch.PrefetchedMedia;
import tv.headwater.mediahttp.MediaServer;

/** Puts the edge together. What is closed last is what was needed first: beats end before the server, the server before its origins. */
@Configuration(proxyBeanMethods = false)
class EdgeConfiguration {

    private static final Logger log = LoggerFactory.getLogger(EdgeConfiguration.class);

    @Bean
    NodesTopic nodesTopic(EdgeProperties edge) {
        Topics.create(edge.kafka());
        return new NodesTopic(edge.kafka());
    }

    @Bean
    SignedStreams signedStreams() {
        return new SignedStreams(Ticker.systemTicker());
    }

    /** After {@code nodes}, which sees to it that the topics are there. */
    @Bean
    SignedStreamsTopic signedStreamsTopic(
            EdgeProperties edge, NodesTopic nodes, SignedStreams streams) {
        return new SignedStreamsTopic(edge.kafka(), streams);
    }

    @Bean
    AccessFacts accessFacts() {
        return new AccessFacts();
    }

    /** After {@code nodes} as well. */
    @Bean
    PlaybackAccessTopic playbackAccessTopic(
            EdgeProperties edge, NodesTopic nodes, AccessFacts facts) {
        return new PlaybackAccessTopic(edge.kafka(), facts);
    }

    @Bean
    TopicsReadiness topicsHealthIndicator(
            NodesTopic nodes, SignedStreamsTopic streams, PlaybackAccessTopic access) {
        return new TopicsReadiness(
                Map.of(
                        "nodes", nodes::isCaughtUp,
                        "streams", streams::isCaughtUp,
                        "access", access::isCaughtUp));
    }

    @Bean
    PlaybackTokens playbackTokens(EdgeProperties edge, AccessFacts facts, MeterRegistry registry) {
        return new PlaybackTokens(
                facts, edge.access().limits(), Clock.systemUTC(), Ticker.systemTicker(), registry);
    }

    @Bean
    OriginClient originClient(EdgeProperties edge) {
        var origin = edge.origin();
        return new OriginClient(origin.connectTimeout(), origin.maxBody().toBytes());
    }

    @Bean
    Origins origins(
            EdgeProperties edge,
            NodesTopic nodes,
            SignedStreams streams,
            OriginClient client,
            MeterRegistry registry) {
        var upstream =
                new Upstream(
                        new NodeId(edge.node().id()),
                        edge.origins(),
                        edge.origin().parents(),
                        streams::contains);
        return new Origins(
                nodes.nodes(),
                upstream,
                client,
                edge.origin().limits(),
                Ticker.systemTicker(),
                registry);
    }

    @Bean
    CachedMedia cachedMedia(EdgeProperties edge, Origins origins, MeterRegistry registry) {
        return new CachedMedia(
                origins,
                cacheBytes(edge.cache().size().toBytes(), Runtime.getRuntime().maxMemory()),
                edge.cache().staleIfError(),
                Ticker.systemTicker(),
                registry);
    }

    /** A cache that the heap has no room for would end the edge as soon as it is full. */
    static long cacheBytes(long wanted, long heap) {
        long most = heap / 2;
        if (wanted > most) {
            log.warn(
                    "headwater.cache.size of {} bytes is more than half of the heap: {} are kept, or give -Xmx more",
                    wanted,
                    most);
        }
        return Math.min(wanted, most);
    }

    @Bean
    Viewers viewers(EdgeProperties edge, MeterRegistry registry) {
        return new Viewers(edge.audience().limits(), Ticker.systemTicker(), registry);
    }

    @Bean
    ServedStreams servedStreams(
            EdgeProperties edge,
            CachedMedia cached,
            Viewers viewers,
            PlaybackTokens tokens,
            MeterRegistry registry) {
        var ticker = Ticker.systemTicker();
        var reported =
                new ReportedMedia(
                        new PlaybackMeters(edge.playback().limits(), ticker, registry),
                        new PrefetchedMedia(cached, edge.cache().maxPrefetches(), ticker));
        return new ServedStreams(
                new WatchedMedia(viewers, tokens, edge.audience().cookies(), reported, registry),
                ticker);
    }

    @Bean
    LoopFreeMedia media(
            EdgeProperties edge,
            SignedStreams streams,
            SignedStreamsTopic streamsTopic,
            PlaybackAccessTopic accessTopic,
            PlaybackTokens tokens,
            ServedStreams served,
            MeterRegistry registry) {
        return new LoopFreeMedia(
                new NodeId(edge.node().id()),
                new AuthorisedMedia(
                        streams,
                        () -> streamsTopic.isCaughtUp() && accessTopic.isCaughtUp(),
                        tokens,
                        served),
                registry);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    MediaServer mediaServer(EdgeProperties edge, LoopFreeMedia media, MeterRegistry registry) {
        var http = edge.http();
        return new MediaServer(
                http.bindAddress(), http.port(), http.tls(), http.limits(), media, registry);
    }

    /** Ends before the server does, since its viewers are elsewhere then. */
    @Bean
    AudienceReportsTopic audienceReportsTopic(
            EdgeProperties edge, Viewers viewers, MediaServer server) {
        return new AudienceReportsTopic(
                edge.kafka(), new NodeId(edge.node().id()), viewers::present);
    }

    @Bean
    Drain drain(EdgeProperties edge) {
        return new Drain(edge.node().drain());
    }

    @Bean
    NodeBeatsTopic nodeBeatsTopic(
            EdgeProperties edge, ServedStreams served, MediaServer server, Drain drain) {
        var beats = new NodeBeatsTopic(edge.kafka(), beats(edge, served, server, drain));
        drain.announceBy(beats::announce);
        return beats;
    }

    private static Supplier<NodeStatus> beats(
            EdgeProperties edge, ServedStreams served, MediaServer server, Drain drain) {
        var node = edge.node();
        var id = new NodeId(node.id());
        double capacity = edge.http().limits().maxConnections();
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
                        capacity,
                        drain.isDraining(),
                        false,
                        List.of(),
                        served.recent().stream().map(NodeStatus.Held::of).toList());
    }
}
