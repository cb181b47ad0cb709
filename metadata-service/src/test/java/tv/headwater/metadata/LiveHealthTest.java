package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.event.StreamEvent.SessionActive;
import tv.headwater.contract.event.StreamEvent.SessionEnded;
import tv.headwater.contract.event.StreamEvent.SessionStarted;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.node.SourceHealth;

/** Health, renditions and lanes by what ingests and transcoders say in their beats. */
class LiveHealthTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestCluster cluster = TestCluster.get();
    private final Http anonymous = cluster.http;
    private final Http admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);
    private final Http owner = Users.broadcaster(admin, anonymous);
    private final String ingest = "ingest-" + UUID.randomUUID();
    private final String transcoder = "transcoder-" + UUID.randomUUID();
    private final Instant startedAt = Instant.now().minusSeconds(1);
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
    private volatile NodeStatus.@Nullable Held ingested;
    private volatile NodeStatus.@Nullable Held transcoded;
    private volatile double load;
    private volatile List<Integer> lanes = List.of();
    private volatile boolean transcoderRuns = true;

    @BeforeEach
    void beat() {
        beats.scheduleAtFixedRate(this::sendBeats, 0, 300, TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void leave() throws InterruptedException {
        beats.shutdown();
        beats.awaitTermination(5, TimeUnit.SECONDS);
        cluster.beat(transcoder().left());
    }

    private void sendBeats() {
        var held = ingested;
        cluster.beat(
                held == null
                        ? TestCluster.ingest(ingest, startedAt)
                        : TestCluster.ingest(ingest, startedAt, held));
        if (transcoderRuns) {
            cluster.beat(transcoder());
        }
    }

    private NodeStatus transcoder() {
        var held = transcoded;
        return new NodeStatus(
                new NodeId(transcoder),
                NodeRole.TRANSCODER,
                "test",
                URI.create("http://localhost:1"),
                null,
                startedAt,
                Instant.now(),
                load,
                false,
                false,
                lanes,
                held == null ? List.of() : List.of(held));
    }

    private static SourceHealth source(double keyframeInterval, long dropped) {
        return new SourceHealth(
                new SourceHealth.Video(
                        "avc1", 1280, 720, 30, 3_000_000, keyframeInterval, false, "avc1.64001F"),
                new SourceHealth.Audio("mp4a", 48_000, 2, 128_000, "mp4a.40.2"),
                3_128_000,
                dropped,
                5);
    }

    private static LadderHealth ladder() {
        return new LadderHealth(
                List.of(
                        new LadderHealth.Rung(
                                new Rendition("480p"),
                                "avc1",
                                854,
                                480,
                                "libx264",
                                LadderHealth.State.RUNNING,
                                "avc1.64001E",
                                1_200_000L)),
                2.5,
                40,
                0,
                0,
                0);
    }

    private record Stream(StreamId id, String key) {
        String path() {
            return "/api/v1/live-streams/" + id;
        }
    }

    private Stream stream(String more) {
        var made = owner.post("/api/v1/live-streams", "{\"title\":\"stream\"" + more + "}").json();
        return new Stream(
                new StreamId(made.get("id").asString()),
                made.get("ingest").get("streamKey").asString());
    }

    private JsonNode grant(Stream stream) {
        var answer =
                anonymous.post(
                        "/internal/publish-grants",
                        "{\"streamKeySha256\":\"%s\",\"node\":\"%s\",\"remoteAddress\":\"192.0.2.7\"}"
                                .formatted(StreamKey.sha256(stream.key()), ingest));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private long goLive(Stream stream, SourceHealth source) {
        long epoch = grant(stream).get("epoch").asLong();
        ingested = new NodeStatus.Held(stream.id(), epoch, Instant.now(), source, null);
        cluster.write(
                new SessionStarted(
                        stream.id(), Instant.now(), epoch, new NodeId(ingest), "192.0.2.7"));
        cluster.write(new SessionActive(stream.id(), Instant.now(), epoch));
        await("active")
                .atMost(PATIENCE)
                .until(() ->
                        owner.get(stream.path()).json().get("status").asString().equals("active"));
        return epoch;
    }

    private JsonNode health(Stream stream) {
        var answer = owner.get(stream.path() + "/health");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json();
    }

    private List<String> codes(Stream stream) {
        return health(stream).get("issues").findValuesAsString("code");
    }

    private List<String> warnings(Stream stream) {
        return owner.get(stream.path() + "/events?limit=200")
                .json()
                .get("items")
                .valueStream()
                .filter(event -> event.get("type").asString().equals("live_stream.warning"))
                .map(event -> event.get("detail"))
                .map(detail -> detail.get("code").asString() + " " + detail.get("state").asString())
                .toList();
    }

    @Test
    void isForTheOwnerAndAdminsAlone() {
        var path = stream("").path() + "/health";
        assertThat(owner.get(path).status()).isEqualTo(200);
        assertThat(admin.get(path).status()).isEqualTo(200);
        assertThat(anonymous.get(path).status()).isEqualTo(401);
        var other = Users.broadcaster(admin, anonymous).get(path);
        assertThat(other.status()).isEqualTo(404);
        assertThat(other.json().get("code").asString()).isEqualTo("not_found");
        assertThat(Users.viewer(admin, anonymous).get(path).status()).isEqualTo(404);
        assertThat(owner.get("/api/v1/live-streams/aaaaaaaaaaaaaaaa/health").status())
                .isEqualTo(404);
    }

    @Test
    void isGoodAndEmptyWhereNobodyPublishes() {
        var stream = stream("");
        assertThat(health(stream).toString())
                .isEqualTo(
                        "{\"streamId\":\"%s\",\"streamStatus\":\"idle\",\"status\":\"good\",\"issues\":[]}"
                                .formatted(stream.id()));
    }

    @Test
    void showsFiguresAndRenditionsOfALiveStream() {
        var stream = stream("");
        transcoded = NodeStatus.Held.of(stream.id(), ladder());
        goLive(stream, source(2, 0));

        await("the beats are heard")
                .atMost(PATIENCE)
                .until(() -> health(stream).has("video") && health(stream).has("ladder"));

        var health = health(stream);
        assertThat(health.get("status").asString()).as(health.toString()).isEqualTo("good");
        assertThat(health.get("video").get("frameRate").asDouble()).isEqualTo(30);
        assertThat(health.get("video").get("keyframeIntervalSeconds").asDouble()).isEqualTo(2);
        assertThat(health.get("audio").get("sampleRate").asInt()).isEqualTo(48_000);
        assertThat(health.get("bitrate").asLong()).isEqualTo(3_128_000);
        assertThat(health.get("ladder").get("speed").asDouble()).isEqualTo(2.5);
        assertThat(health.has("measuredAt")).isTrue();
        var expected =
                "[{\"name\":\"source\",\"width\":1280,\"height\":720,\"frameRate\":30.0,"
                        + "\"codecs\":\"avc1.64001F,mp4a.40.2\",\"bandwidth\":3128000},"
                        + "{\"name\":\"480p\",\"width\":854,\"height\":480,\"frameRate\":30.0,"
                        + "\"codecs\":\"avc1.64001E,mp4a.40.2\",\"bandwidth\":1328000}]";
        for (var caller : List.of(owner, anonymous)) {
            assertThat(caller.get(stream.path()).json().get("renditions").toString())
                    .isEqualTo(expected);
        }
        var nodes = admin.get("/api/v1/nodes").toString();
        assertThat(nodes).contains(transcoder).contains("\"encoder\":\"libx264\"");
    }

    @Test
    void tellsOfAnIssueOnceWhenItBeginsAndOnceWhenItEnds() {
        var stream = stream(",\"ladder\":\"source\",\"reconnectWindowSeconds\":0");
        long epoch = goLive(stream, source(12, 0));

        await("it is told").atMost(PATIENCE).until(() -> !warnings(stream).isEmpty());
        var health = health(stream);
        assertThat(health.get("status").asString()).isEqualTo("bad");
        assertThat(health.get("issues").toString())
                .isEqualTo(
                        "[{\"code\":\"keyframe_interval_long\",\"severity\":\"bad\",\"message\":\"12 s between keyframes exceed 10 s: latency grows with them\"}]");
        ingested = new NodeStatus.Held(stream.id(), epoch, Instant.now(), source(2, 700), null);
        await("the one ends and the other begins")
                .atMost(PATIENCE)
                .until(() -> warnings(stream).size() >= 3);
        assertThat(codes(stream)).containsExactly("media_dropped");
        cluster.write(
                new SessionEnded(
                        stream.id(),
                        Instant.now(),
                        epoch,
                        SessionEndReason.PUBLISHER_LEFT,
                        1,
                        1L,
                        1L,
                        2));
        await("all end with the broadcast")
                .atMost(PATIENCE)
                .until(() -> warnings(stream).size() >= 4);

        assertThat(warnings(stream))
                .containsExactlyInAnyOrder(
                        "keyframe_interval_long begun",
                        "keyframe_interval_long ended",
                        "media_dropped begun",
                        "media_dropped ended");
        assertThat(health(stream).get("status").asString()).isEqualTo("good");
    }

    @Test
    void missesATranscoderOnlyWhereALadderIsWanted() {
        transcoderRuns = false;
        var plain = stream(",\"ladder\":\"source\"");
        goLive(plain, source(2, 0));
        var laddered = stream("");
        goLive(laddered, source(2, 0));

        await("it is missed")
                .atMost(PATIENCE)
                .until(() -> codes(laddered).contains("transcode_missing"));
        assertThat(codes(plain)).doesNotContain("transcode_missing");

        transcoded = NodeStatus.Held.of(laddered.id(), ladder());
        transcoderRuns = true;
        await("it is there")
                .atMost(PATIENCE)
                .until(() -> !codes(laddered).contains("transcode_missing"));
    }

    @Test
    void saysThatThePublisherIsLost() {
        var stream = stream(",\"reconnectWindowSeconds\":60");
        long epoch = goLive(stream, source(2, 0));
        ingested = null;
        cluster.write(
                new SessionEnded(
                        stream.id(),
                        Instant.now(),
                        epoch,
                        SessionEndReason.CONNECTION_LOST,
                        1,
                        1L,
                        1L,
                        2));
        await("it is lost")
                .atMost(PATIENCE)
                .until(() -> codes(stream).equals(List.of("publisher_lost")));
        assertThat(health(stream).get("status").asString()).isEqualTo("bad");
    }

    /** Of four lanes, three are the loaded transcoder's; whichever is free there, the idle one's is chosen. */
    @Test
    void aLadderGoesWhereATranscoderHasRoom() {
        var used =
                cluster.context
                        .getBean(org.springframework.jdbc.core.simple.JdbcClient.class)
                        .sql(
                                "update live_streams set lane = null, lane_used_at = null, status = 'IDLE'")
                        .update();
        assertThat(used).isNotNegative();
        cluster.context
                .getBean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("update publish_sessions set ended_at = now() where ended_at is null")
                .update();
        var busy =
                new NodeStatus(
                        new NodeId("busy-" + transcoder),
                        NodeRole.TRANSCODER,
                        "test",
                        URI.create("http://localhost:1"),
                        null,
                        startedAt,
                        Instant.now(),
                        0.9,
                        false,
                        false,
                        List.of(0, 1, 3),
                        List.of());
        lanes = List.of(2);
        await("both are known")
                .atMost(PATIENCE)
                .until(() -> {
                    cluster.beat(busy);
                    var nodes = admin.get("/api/v1/nodes").toString();
                    return nodes.contains("busy-" + transcoder) && nodes.contains("\"lanes\":[2]");
                });

        var plain = grant(stream(",\"ladder\":\"source\"")).get("lane").asInt();
        var laddered = grant(stream("")).get("lane").asInt();
        cluster.beat(busy.left());

        assertThat(plain).isZero();
        assertThat(laddered).isEqualTo(2);
    }
}
