package tv.headwater.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tv.headwater.access.TestTokens;
import tv.headwater.contract.TestKafka;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.access.TokenedPath;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.AudienceTopic;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaServer;

/** Edges before edges, on a real Kafka: who may play, who is counted, and what becomes of loops and shutdown. */
class TieredEdgesTest {

    private static TestKafka kafka;

    private final HttpClient http = HttpClient.newHttpClient();
    private final StreamId stream = StreamId.random();
    private final String segment = "/live/" + stream + "/source/5.m4s";
    private final String playlist = "/live/" + stream + "/source/index.m3u8";
    private final List<ConfigurableApplicationContext> edges = new ArrayList<>();
    private FakePackager packager;
    private NodeBeatsTopic beats;

    @BeforeAll
    static void startKafka() {
        kafka = TestKafka.started(1);
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void start() throws IOException {
        packager = new FakePackager("packager-a");
        packager.segment(segment, "bytes");
        packager.on(
                playlist, FakePackager.text(200, "public, max-age=10", "#EXTM3U\n", "Age", "3"));
        beats = new NodeBeatsTopic(kafka.settings(), () -> packager.beat(stream));
    }

    @AfterEach
    void close() {
        edges.forEach(ConfigurableApplicationContext::close);
        beats.close();
        packager.close();
        http.close();
    }

    private ConfigurableApplicationContext edge(String id, String... more) {
        var settings = new LinkedHashMap<String, String>();
        settings.put("headwater.kafka.bootstrap-servers", kafka.settings().bootstrapServers());
        settings.put("headwater.node.id", id);
        settings.put("headwater.node.drain", "0s");
        settings.put("headwater.http.bind-address", "127.0.0.1");
        settings.put("headwater.http.port", "0");
        settings.put("server.port", "0");
        for (var each : more) {
            var pair = each.split("=", 2);
            settings.put(pair[0], pair[1]);
        }
        var arguments =
                settings.entrySet().stream()
                        .map(each -> "--" + each.getKey() + "=" + each.getValue())
                        .toList();
        var edge = EdgeService.application().run(arguments.toArray(String[]::new));
        edges.add(edge);
        await().until(() -> management(edge, "/actuator/health/readiness").statusCode() == 200);
        return edge;
    }

    private ConfigurableApplicationContext child(ConfigurableApplicationContext parent) {
        return edge("edge-child", "headwater.origin.parents=" + url(parent));
    }

    private static String url(ConfigurableApplicationContext edge) {
        return "http://127.0.0.1:" + edge.getBean(MediaServer.class).port();
    }

    private HttpResponse<String> get(
            ConfigurableApplicationContext edge, String target, String... headers) {
        return send(url(edge) + target, headers);
    }

    private HttpResponse<String> management(ConfigurableApplicationContext edge, String path) {
        return send(
                "http://127.0.0.1:"
                        + edge.getEnvironment().getProperty("local.server.port")
                        + path);
    }

    private HttpResponse<String> send(String url, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(url));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.sendAsync(request.build(), BodyHandlers.ofString()).join();
    }

    private String metrics(ConfigurableApplicationContext edge) {
        return management(edge, "/actuator/prometheus").body();
    }

    private void write(String topic, String key, Object value) {
        kafka.producer()
                .send(
                        new ProducerRecord<>(
                                topic, key.getBytes(StandardCharsets.UTF_8), Json.write(value)));
        kafka.producer().flush();
    }

    private void sign() {
        write(
                Topics.STREAMS,
                stream.value(),
                new StreamSettings(
                        stream,
                        StreamStatus.ACTIVE,
                        PlaybackPolicy.SIGNED,
                        LatencyMode.LOW,
                        Ladder.AUTO,
                        0,
                        60,
                        Encryption.NONE,
                        0,
                        1,
                        Instant.now()));
    }

    @Test
    void aChildServesWhatItsParentHasWithATrueAgeAndIsNoViewer() {
        var parent = edge("edge-parent");
        var child = child(parent);
        await().until(() -> get(child, segment).statusCode() == 200);
        var first = get(child, playlist);
        assertThat(first.headers().firstValue("Age").map(Long::parseLong).orElse(0L))
                .isBetween(3L, 9L);
        var cookie = first.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("private, max-age=10");
        var again = get(child, playlist, "Cookie", cookie);
        assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(packager.asked).containsOnlyOnce(segment, playlist);
        assertThat(metrics(parent))
                .contains("headwater_audience_greeted_total 0.0")
                .contains("headwater_audience_viewers 0.0");
        assertThat(metrics(child)).contains("headwater_audience_greeted_total 1.0");
        try (var audience = new AudienceTopic(kafka.settings())) {
            await().until(() -> audience.audience().viewers(stream) == 1);
            child.close();
            await().until(() -> audience.audience().viewers(stream) == 0);
        }
    }

    @Test
    void aSignedStreamIsCheckedOnEveryTierAndItsViewerCountsOnce() {
        sign();
        var issuer = new TestTokens("k1");
        write(Topics.PLAYBACK_ACCESS, "key/k1", issuer.fact());
        var parent = edge("edge-parent");
        var child = child(parent);
        var token = issuer.token(stream, "t1", Instant.now());
        assertThat(get(child, segment).statusCode()).isEqualTo(401);
        assertThat(get(child, segment, "Authorization", "Bearer x.y.z").statusCode())
                .isEqualTo(401);
        assertThat(packager.asked).isEmpty();
        await().until(() ->
                get(child, segment, "Authorization", "Bearer " + token).statusCode() == 200);
        assertThat(get(child, TokenedPath.prefix(token) + segment).body()).isEqualTo("bytes");
        assertThat(get(child, segment, "Cookie", "hw_play=" + token).body()).isEqualTo("bytes");
        assertThat(packager.asked).containsOnlyOnce(segment);
        assertThat(get(child, segment).statusCode()).as("also where it is kept").isEqualTo(401);
        assertThat(get(parent, segment).statusCode()).isEqualTo(401);
        await().until(() -> {
            get(parent, segment, "Cookie", "hw_play=" + token);
            return metrics(parent).contains("headwater_audience_viewers 1.0");
        });
        try (var audience = new AudienceTopic(kafka.settings())) {
            await().until(() -> {
                get(parent, segment, "Cookie", "hw_play=" + token);
                get(child, segment, "Cookie", "hw_play=" + token);
                return audience.audience().viewers(stream) == 1;
            });
        }
        var revoked = new AccessFact.TokenRevoked("t1", stream, Instant.now().plusSeconds(300));
        write(Topics.PLAYBACK_ACCESS, revoked.key(), revoked);
        await().until(() -> get(child, TokenedPath.prefix(token) + segment).statusCode() == 401);
    }

    @Test
    void anEdgeThatIsItsOwnParentSaysSo() throws IOException {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var self =
                edge(
                        "edge-self",
                        "headwater.http.port=" + port,
                        "headwater.origin.parents=http://localhost:" + port);
        var answer = get(self, segment);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("edges ask each other in a loop\n");
        assertThat(send(url(self) + segment, "CDN-Loop", "edge-self").statusCode()).isEqualTo(508);
        assertThat(metrics(self)).contains("headwater_origin_loops_total 2.0");
        assertThatThrownBy(() ->
                        edge(
                                "edge-self",
                                "headwater.node.base-url=http://127.0.0.1:1",
                                "headwater.origin.parents=http://127.0.0.1:1/"))
                .hasStackTraceContaining("http://127.0.0.1:1 is this edge itself");
    }

    @Test
    void anEdgeThatEndsSaysSoAndGoesOnServingForAWhile() {
        var edge = edge("edge-ending", "headwater.node.drain=4s");
        await().until(() -> get(edge, segment).statusCode() == 200);
        try (var nodes = new NodesTopic(kafka.settings())) {
            await().until(() -> !beats(nodes).isEmpty());
            assertThat(beats(nodes).getFirst().capacity()).isEqualTo(20_000.0);
            var closing = CompletableFuture.runAsync(edge::close);
            await().until(() -> beats(nodes).stream().anyMatch(NodeStatus::draining));
            assertThat(get(edge, segment).body()).isEqualTo("bytes");
            closing.join();
            await().until(() -> beats(nodes).isEmpty());
        }
    }

    private static List<NodeStatus> beats(NodesTopic nodes) {
        return nodes.nodes().live(NodeRole.EDGE).stream()
                .filter(node -> node.nodeId().value().equals("edge-ending"))
                .toList();
    }
}
