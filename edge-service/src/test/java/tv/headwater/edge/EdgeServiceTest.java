package tv.headwater.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.NodeBeatsTopic;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.mediahttp.MediaServer;

/** The whole service on a real Kafka, with packagers that announce themselves. */
class EdgeServiceTest {

    private static final EmbeddedKafkaKraftBroker BROKER = new EmbeddedKafkaKraftBroker(1, 1);

    private final HttpClient http = HttpClient.newHttpClient();
    private final StreamId stream = StreamId.random();
    private final String segment = "/live/" + stream + "/source/5.m4s";
    private KafkaSettings kafka;
    private ConfigurableApplicationContext edge;
    private FakePackager a;
    private FakePackager b;
    private NodeBeatsTopic beatsOfA;
    private NodeBeatsTopic beatsOfB;

    @BeforeAll
    static void startKafka() {
        BROKER.afterPropertiesSet();
    }

    @AfterAll
    static void stopKafka() {
        BROKER.destroy();
    }

    @BeforeEach
    void start() throws IOException {
        kafka = KafkaSettings.of(BROKER.getBrokersAsString());
        Topics.create(kafka);
        a = new FakePackager("packager-a");
        b = new FakePackager("packager-b");
        beatsOfA = new NodeBeatsTopic(kafka, () -> a.beat(stream));
        beatsOfB = new NodeBeatsTopic(kafka, () -> b.beat(stream));
        edge =
                EdgeService.application()
                        .run(
                                "--headwater.kafka.bootstrap-servers="
                                        + BROKER.getBrokersAsString(),
                                "--headwater.node.id=edge-test",
                                "--headwater.http.bind-address=127.0.0.1",
                                "--headwater.http.port=0",
                                "--headwater.node.drain=0s",
                                "--headwater.origin.hedge-share=0",
                                "--server.port=0");
        await().until(() -> health("readiness").statusCode() == 200);
    }

    @AfterEach
    void close() {
        edge.close();
        beatsOfA.close();
        beatsOfB.close();
        a.close();
        b.close();
        http.close();
    }

    @Test
    void aHerdReachesOneOriginOnce() {
        var release = new CountDownLatch(1);
        var slow = FakePackager.text(200, "public, max-age=3600, immutable", "bytes");
        for (var packager : List.of(a, b)) {
            packager.on(
                    segment,
                    exchange -> {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        slow.to(exchange);
                    });
        }
        var herd =
                IntStream.range(0, 200)
                        .mapToObj(i -> http.sendAsync(request(segment), BodyHandlers.ofString()))
                        .toList();
        await().until(() ->
                metrics().contains("headwater_cache_requests_total{outcome=\"coalesced\"} 199.0"));
        release.countDown();
        herd.stream()
                .map(CompletableFuture::join)
                .forEach(response -> assertThat(response.body()).isEqualTo("bytes"));
        assertThat(a.asked.size() + b.asked.size()).isEqualTo(1);
    }

    @Test
    void postersGoThrough() throws Exception {
        var poster = "/live/" + stream + "/poster.jpg";
        var reply =
                FakePackager.text(
                        200, "public, max-age=5", "picture", "Content-Type", "image/jpeg");
        a.on(poster, reply);
        b.on(poster, reply);
        var found = get(poster);
        assertThat(found.body()).isEqualTo("picture");
        assertThat(found.headers().map())
                .containsEntry("content-type", List.of("image/jpeg"))
                .containsEntry("cache-control", List.of("public, max-age=5"));
        var tag = found.headers().firstValue("ETag").orElseThrow();
        var known =
                HttpRequest.newBuilder(request(poster), (_, _) -> true)
                        .header("If-None-Match", tag)
                        .build();
        assertThat(http.send(known, BodyHandlers.discarding()).statusCode()).isEqualTo(304);
        var head =
                http.send(
                        HttpRequest.newBuilder(request(poster), (_, _) -> true).HEAD().build(),
                        BodyHandlers.ofString());
        assertThat(head.headers().firstValue("Content-Type")).hasValue("image/jpeg");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void playbackSurvivesItsOrigins() {
        var playlist = "/live/" + stream + "/source/index.m3u8";
        for (var packager : List.of(a, b)) {
            packager.segment(segment, "bytes");
            packager.on(playlist, FakePackager.text(200, "public, max-age=1", "#EXTM3U\n"));
        }
        assertThat(get(playlist).headers().firstValue("Cache-Control"))
                .as("a session begins with it")
                .hasValue("private, max-age=1");
        var found = get(segment);
        assertThat(found.body()).isEqualTo("bytes");
        assertThat(found.headers().map())
                .containsEntry("cache-control", List.of("public, max-age=3600, immutable"))
                .doesNotContainKey("set-cookie");

        a.close();
        assertThat(get("/live/" + stream + "/source/6.m4s").statusCode()).isNotEqualTo(200);
        b.segment("/live/" + stream + "/source/7.m4s", "more");
        assertThat(get("/live/" + stream + "/source/7.m4s").body()).isEqualTo("more");

        b.close();
        assertThat(get(segment).body()).isEqualTo("bytes");
        var missing = get("/live/" + stream + "/source/8.m4s");
        assertThat(missing.statusCode()).isEqualTo(503);
        assertThat(missing.headers().firstValue("Retry-After")).hasValue("1");
        await().until(() -> get(playlist).statusCode() == 503);
        assertThat(get(segment).body()).isEqualTo("bytes");
    }

    @Test
    void itAnnouncesWhatItServes() {
        a.segment(segment, "bytes");
        b.segment(segment, "bytes");
        var listed = StreamId.random();
        var poster = "/live/" + listed + "/poster.jpg";
        a.on(poster, FakePackager.text(200, "public, max-age=5", "picture"));
        b.on(poster, FakePackager.text(200, "public, max-age=5", "picture"));
        await().until(() -> get(poster).statusCode() == 200);
        get(segment);
        try (var nodes = new NodesTopic(kafka)) {
            await().until(() -> !nodes.nodes().holding(NodeRole.EDGE, stream).isEmpty());
            var beat = nodes.nodes().holding(NodeRole.EDGE, stream).getFirst();
            assertThat(beat.nodeId().value()).isEqualTo("edge-test");
            assertThat(beat.holds(listed)).as("a poster in a list is nobody watching").isFalse();
            assertThat(beat.publicUrl()).startsWith("http://{host}:");
            edge.close();
            await().until(() -> nodes.nodes().live(NodeRole.EDGE).isEmpty());
        }
    }

    @Test
    void anUnknownStreamIs404AndJunkReachesNobody() {
        await().until(() -> get("/live/" + StreamId.random() + "/index.m3u8").statusCode() == 404);
        int asked = a.asked.size() + b.asked.size();
        assertThat(get("/live/" + stream + "/%2e%2e/index.m3u8").statusCode()).isEqualTo(404);
        assertThat(get("/actuator/health").statusCode()).isEqualTo(404);
        assertThat(a.asked.size() + b.asked.size()).isEqualTo(asked);
        assertThat(health("liveness").body()).contains("UP");
    }

    private HttpRequest request(String path) {
        var port = edge.getBean(MediaServer.class).port();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    }

    private HttpResponse<String> get(String path) {
        return send(request(path));
    }

    private HttpResponse<String> health(String group) {
        return management("/actuator/health/" + group);
    }

    private String metrics() {
        return management("/actuator/prometheus").body();
    }

    private HttpResponse<String> management(String path) {
        var port = edge.getEnvironment().getProperty("local.server.port");
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build());
    }

    private HttpResponse<String> send(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString()).join();
    }
}
