package tv.headwater.bench.edge;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import tv.headwater.access.AccessFacts;
import tv.headwater.access.PlaybackTokens;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.node.Nodes;
import tv.headwater.edge.access.AuthorisedMedia;
import tv.headwater.edge.access.SignedStreams;
import tv.headwater.edge.audience.Viewers;
import tv.headwater.edge.audience.WatchedMedia;
import tv.headwater.edge.cache.CachedMedia;
import tv.headwater.edge.origin.OriginClient;
import tv.headwater.edge.origin.Origins;
import tv.headwater.edge.origin.Upstream;
import tv.headwater.edge.prefetch.PrefetchedMedia;
import tv.headwater.mediahttp.MediaHttpLimits;
import tv.headwater.mediahttp.MediaServer;

/** Headwater's edge as a process of its own, without Kafka: its one argument is the origin's URL; it prints its port and ends with its input. */
final class EdgeUnderTest {

    private static final long CACHE_BYTES = 128L << 20;
    private static final long MAX_BODY = 16L << 20;

    private EdgeUnderTest() {}

    public static void main(String[] args) throws IOException {
        var registry = new SimpleMeterRegistry();
        var streams = new SignedStreams(Ticker.systemTicker());
        var client = new OriginClient(Duration.ofSeconds(1), MAX_BODY);
        var limits =
                new Origins.Limits(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60),
                        256,
                        4096,
                        Duration.ofSeconds(2),
                        Duration.ofMillis(150),
                        Duration.ofMillis(1500),
                        0.1);
        var origins =
                new Origins(
                        new Nodes(Clock.systemUTC()),
                        new Upstream(
                                new NodeId("bench"),
                                List.of(URI.create(args[0])),
                                List.of(),
                                streams::contains),
                        client,
                        limits,
                        Ticker.systemTicker(),
                        registry);
        var cached =
                new CachedMedia(
                        origins,
                        CACHE_BYTES,
                        Duration.ofSeconds(4),
                        Ticker.systemTicker(),
                        registry);
        var tokens =
                new PlaybackTokens(
                        new AccessFacts(),
                        new PlaybackTokens.Limits(1000, 16),
                        Clock.systemUTC(),
                        Ticker.systemTicker(),
                        registry);
        var viewers =
                new Viewers(new Viewers.Limits(50_000, 50_000), Ticker.systemTicker(), registry);
        var media =
                new AuthorisedMedia(
                        streams,
                        () -> true,
                        tokens,
                        new WatchedMedia(
                                viewers,
                                tokens,
                                false,
                                new PrefetchedMedia(cached, 64, Ticker.systemTicker()),
                                registry));
        var everybody = 100_000;
        var usual = MediaHttpLimits.defaults();
        var all =
                new MediaHttpLimits(
                        everybody,
                        usual.maxRequestLine(),
                        usual.maxHeaders(),
                        usual.headerTimeout(),
                        usual.idleTimeout(),
                        usual.answerTimeout(),
                        usual.writeTimeout(),
                        usual.drainTimeout(),
                        everybody,
                        everybody,
                        0);
        try (var server = new MediaServer("127.0.0.1", 0, all, media, registry)) {
            server.start();
            System.out.println(server.port());
            while (System.in.read() >= 0) {
                // until whoever started this goes
            }
        }
    }
}
