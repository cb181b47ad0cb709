package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.event.StreamEvent.SessionActive;
import tv.headwater.contract.event.StreamEvent.SessionEnded;
import tv.headwater.contract.event.StreamEvent.SessionStarted;
import tv.headwater.contract.event.StreamEvent.StreamCompleted;
import tv.headwater.contract.event.StreamEvent.StreamDeleted;
import tv.headwater.contract.event.StreamEvent.StreamDisabled;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.node.NodeStatus;
import tv.headwater.contract.stream.StreamSettings;

class PublishingTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestCluster cluster = TestCluster.get();
    private final Http anonymous = cluster.http;
    private final Http admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);
    private final Http owner = Users.broadcaster(admin, anonymous);
    private final String node = "ingest-" + UUID.randomUUID();

    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean silent;
    private volatile Instant startedAt = Instant.now().minusSeconds(1);
    private volatile List<NodeStatus.Held> holds = List.of();

    @BeforeEach
    void beat() {
        beats.scheduleAtFixedRate(
                () -> {
                    if (!silent) {
                        cluster.beat(
                                TestCluster.ingest(
                                        node, startedAt, holds.toArray(NodeStatus.Held[]::new)));
                    }
                },
                0,
                500,
                TimeUnit.MILLISECONDS);
    }

    @AfterEach
    void fallSilent() throws InterruptedException {
        beats.shutdown();
        beats.awaitTermination(5, TimeUnit.SECONDS);
    }

    private record Stream(StreamId id, String key) {
        static Stream of(JsonNode created) {
            return new Stream(
                    new StreamId(created.get("id").asString()),
                    created.get("ingest").get("streamKey").asString());
        }

        String path() {
            return "/api/v1/live-streams/" + id;
        }
    }

    private Stream stream() {
        return Stream.of(Users.stream(owner));
    }

    private Http.Answer ask(String key, String nodeId) {
        return anonymous.post(
                "/internal/publish-grants",
                "{\"streamKeySha256\":\"%s\",\"node\":\"%s\",\"remoteAddress\":\"192.0.2.7\"}"
                        .formatted(StreamKey.sha256(key), nodeId));
    }

    private long grant(Stream stream) {
        var answer = ask(stream.key(), node);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().get("epoch").asLong();
    }

    private void start(Stream stream, long epoch) {
        cluster.write(
                new SessionStarted(
                        stream.id(), Instant.now(), epoch, new NodeId(node), "192.0.2.7"));
    }

    private void goLive(Stream stream, long epoch) {
        start(stream, epoch);
        cluster.write(new SessionActive(stream.id(), Instant.now(), epoch));
        awaitStatus(stream, "active");
    }

    private void end(Stream stream, long epoch, SessionEndReason reason) {
        cluster.write(
                new SessionEnded(stream.id(), Instant.now(), epoch, reason, 4711, 12L, 1L, 3));
    }

    private JsonNode awaitStatus(Stream stream, String status) {
        await("status " + status)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> status(stream).equals(status));
        return owner.get(stream.path()).json();
    }

    private String status(Stream stream) {
        return owner.get(stream.path()).json().get("status").asString();
    }

    private JsonNode sessions(Stream stream) {
        return owner.get(stream.path() + "/sessions").json().get("items");
    }

    private static void isRefused(Http.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("code").asString()).isEqualTo(code);
    }

    @Test
    void grantsEpochsInStepsAndKeepsTheLane() {
        var stream = stream();

        var first = ask(stream.key(), node).json();
        var second = ask(stream.key(), node).json();

        assertThat(first.get("streamId").asString()).isEqualTo(stream.id().value());
        assertThat(first.get("epoch").asLong()).isEqualTo(1024);
        assertThat(first.get("lane").asInt()).isBetween(0, 3);
        assertThat(first.get("latencyMode").asString()).isEqualTo("low");
        assertThat(first.get("reconnectWindowSeconds").asInt()).isEqualTo(1);
        assertThat(second.get("epoch").asLong()).isEqualTo(2048);
        assertThat(second.get("lane")).isEqualTo(first.get("lane"));
        var rows = sessions(stream);
        assertThat(rows.get(1).get("reason").asString()).isEqualTo("taken_over");
        assertThat(rows.get(0).has("endedAt")).isFalse();
    }

    @Test
    void grantsToTwentyAtOnceHaveDistinctGrowingEpochs() throws Exception {
        var stream = stream();
        List<Future<Long>> granted = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                granted.add(threads.submit(() -> grant(stream)));
            }
        }
        var epochs = new HashSet<Long>();
        for (var epoch : granted) {
            epochs.add(epoch.get());
        }
        assertThat(epochs).hasSize(20).allMatch(epoch -> epoch % 1024 == 0);
        assertThat(epochs).contains(1024L, 20 * 1024L);
        assertThat(sessions(stream)).filteredOn(row -> !row.has("endedAt")).hasSize(1);
    }

    @Test
    void spreadsStreamsOverLanes() {
        var lanes = new HashSet<Integer>();
        for (int i = 0; i < 4; i++) {
            var stream = stream();
            lanes.add(ask(stream.key(), node).json().get("lane").asInt());
        }
        assertThat(lanes.size()).isGreaterThan(1);
    }

    @Test
    void refusesWhoMayNotPublish() {
        var stream = stream();
        isRefused(ask("sk_live_wrong", node), 403, "stream_key_unknown");
        owner.post(stream.path() + "/disable", "");
        isRefused(ask(stream.key(), node), 403, "stream_disabled");
        owner.post(stream.path() + "/enable", "");
        owner.post(stream.path() + "/complete", "");
        isRefused(ask(stream.key(), node), 403, "stream_ended");
        owner.post(stream.path() + "/enable", "");
        assertThat(grant(stream)).isEqualTo(1024);
        var key = owner.post(stream.path() + "/reset-stream-key", "").json();
        isRefused(ask(stream.key(), node), 403, "stream_key_unknown");
        assertThat(ask(key.get("streamKey").asString(), node).status()).isEqualTo(200);
        isRefused(
                anonymous.post("/internal/publish-grants", "{\"node\":\"a\"}"),
                400,
                "invalid_request");
    }

    @Test
    void refusesASecondPublisherWhileTheFirstHasMediaOnAnotherNode() {
        var stream = stream();
        long epoch = grant(stream);
        goLive(stream, epoch);
        holds =
                List.of(
                        new NodeStatus.Held(
                                stream.id(), epoch, Instant.now().plusSeconds(2), null, null));
        await("the beat is heard")
                .atMost(PATIENCE)
                .until(() -> admin.get("/api/v1/nodes").toString().contains(stream.id().value()));

        isRefused(ask(stream.key(), "other-" + node.substring(7)), 409, "already_publishing");
        await("its media is old")
                .atMost(PATIENCE)
                .until(() -> ask(stream.key(), "other-" + node.substring(7)).status() == 200);
    }

    @Test
    void followsTheFactsFromConnectingToIdle() {
        var stream = stream();
        long epoch = grant(stream);
        start(stream, epoch);
        awaitStatus(stream, "connecting");
        cluster.write(new SessionActive(stream.id(), Instant.now(), epoch));
        var active = awaitStatus(stream, "active");
        assertThat(active.has("startedAt")).isTrue();
        assertThat(
                        anonymous
                                .get("/api/v1/live-streams?status=active&limit=200")
                                .json()
                                .get("items"))
                .filteredOn(item -> item.get("id").asString().equals(stream.id().value()))
                .hasSize(1)
                .allMatch(item -> !item.has("ingest"));

        end(stream, epoch, SessionEndReason.CONNECTION_LOST);
        var idle = awaitStatus(stream, "idle");

        assertThat(idle.has("endedAt")).isTrue();
        assertThat(
                        owner.get(stream.path() + "/events")
                                .json()
                                .get("items")
                                .findValuesAsString("type"))
                .containsExactly(
                        "live_stream.created",
                        "live_stream.connected",
                        "live_stream.active",
                        "live_stream.disconnected",
                        "live_stream.reconnecting",
                        "live_stream.idle");
        var session = sessions(stream).get(0);
        assertThat(session.get("reason").asString()).isEqualTo("connection_lost");
        assertThat(session.get("bytes").asLong()).isEqualTo(4711);
        assertThat(session.get("node").asString()).isEqualTo(node);
        var next = ask(stream.key(), node).json();
        assertThat(next.get("lastSegment").asLong()).isEqualTo(12);
        assertThat(next.get("lastDiscontinuitySequence").asLong()).isEqualTo(1);
        assertThat(next.get("targetDuration").asInt()).isEqualTo(3);
    }

    @Test
    void factsMayComeTwiceAndOldOnesChangeNothing() {
        var stream = stream();
        long old = grant(stream);
        goLive(stream, old);
        long epoch = grant(stream);
        goLive(stream, epoch);

        start(stream, epoch);
        cluster.write(new SessionActive(stream.id(), Instant.now(), old));
        end(stream, old, SessionEndReason.TAKEN_OVER);
        start(stream, old);
        awaitBytes(stream, old);

        assertThat(status(stream)).isEqualTo("active");
        end(stream, epoch, SessionEndReason.PUBLISHER_LEFT);
        end(stream, epoch, SessionEndReason.PUBLISHER_LEFT);
        cluster.write(new SessionActive(stream.id(), Instant.now(), epoch));
        awaitStatus(stream, "idle");
        assertThat(
                        owner.get(stream.path() + "/events")
                                .json()
                                .get("items")
                                .findValuesAsString("type"))
                .containsOnlyOnce("live_stream.disconnected")
                .endsWith("live_stream.idle");
    }

    private void awaitBytes(Stream stream, long epoch) {
        await("the session's end is counted")
                .atMost(PATIENCE)
                .until(() ->
                        sessions(stream)
                                .valueStream()
                                .anyMatch(row ->
                                        row.get("epoch").asLong() == epoch
                                                && row.get("bytes").asLong() > 0));
    }

    @Test
    void aPublisherThatComesBackInTimeContinuesTheBroadcast() {
        var stream = stream();
        owner.patch(stream.path(), "{\"reconnectWindowSeconds\":60}");
        long epoch = grant(stream);
        goLive(stream, epoch);
        var startedAt = owner.get(stream.path()).json().get("startedAt");
        end(stream, epoch, SessionEndReason.CONNECTION_LOST);
        awaitStatus(stream, "reconnecting");

        goLive(stream, epoch + 1);

        var back = owner.get(stream.path()).json();
        assertThat(back.get("startedAt")).isEqualTo(startedAt);
        assertThat(back.has("endedAt")).isFalse();
        assertThat(grant(stream)).isEqualTo(2048);
    }

    @Test
    void endsASessionWhoseIngestFellSilentAndTakesItBackWhenItWasOnlyCutOff() {
        var stream = stream();
        owner.patch(stream.path(), "{\"reconnectWindowSeconds\":60}");
        long epoch = grant(stream);
        goLive(stream, epoch);
        silent = true;

        awaitStatus(stream, "reconnecting");
        assertThat(sessions(stream).get(0).get("reason").asString()).isEqualTo("ingest_lost");

        holds =
                List.of(
                        new NodeStatus.Held(
                                stream.id(), epoch, Instant.now().plusSeconds(2), null, null));
        silent = false;
        awaitStatus(stream, "active");
        assertThat(sessions(stream).get(0).has("endedAt")).isFalse();
    }

    @Test
    void endsASessionWhoseIngestWasRestarted() {
        var stream = stream();
        long epoch = grant(stream);
        goLive(stream, epoch);

        startedAt = Instant.now().plusSeconds(1);

        awaitStatus(stream, "idle");
        assertThat(sessions(stream).get(0).get("reason").asString()).isEqualTo("ingest_lost");
    }

    @Test
    void completingEndsTheBroadcastAndLateFactsDoNotReviveIt() {
        var stream = stream();
        long epoch = grant(stream);
        goLive(stream, epoch);

        var completed = owner.post(stream.path() + "/complete", "").json();
        assertThat(completed.get("status").asString()).isEqualTo("ended");
        assertThat(completed.has("endedAt")).isTrue();
        end(stream, epoch, SessionEndReason.COMPLETED);
        awaitBytes(stream, epoch);

        assertThat(status(stream)).isEqualTo("ended");
    }

    @Test
    void theOutboxTellsKafkaEverythingInOrder() {
        var stream = stream();
        long epoch = grant(stream);
        goLive(stream, epoch);
        owner.post(stream.path() + "/disable", "");
        owner.post(stream.path() + "/enable", "");
        owner.post(stream.path() + "/complete", "");
        owner.delete(stream.path());

        var settings = LogReader.of(cluster.settings(), Topics.STREAMS, stream.id(), PATIENCE);
        assertThat(settings.untilTombstone(StreamSettings.class))
                .extracting(s -> s.status().name())
                .containsExactly(
                        "IDLE", "IDLE", "CONNECTING", "ACTIVE", "DISABLED", "IDLE", "ENDED");
        assertThat(settings.untilTombstone(StreamSettings.class))
                .extracting(StreamSettings::epoch)
                .containsExactly(0L, epoch, epoch, epoch, epoch, epoch, epoch);
        var events = LogReader.of(cluster.settings(), Topics.STREAM_EVENTS, stream.id(), PATIENCE);
        assertThat(events.until(StreamEvent.class, StreamDeleted.class::isInstance))
                .extracting(Object::getClass)
                .isEqualTo(
                        List.of(
                                SessionStarted.class,
                                SessionActive.class,
                                StreamDisabled.class,
                                StreamCompleted.class,
                                StreamDeleted.class));
    }

    @Test
    void repeatsACommandThatASessionMissed() {
        var stream = stream();
        long epoch = grant(stream);
        owner.post(stream.path() + "/disable", "");
        start(stream, epoch);

        var events = LogReader.of(cluster.settings(), Topics.STREAM_EVENTS, stream.id(), PATIENCE);
        var seen = new ArrayList<StreamEvent>();
        assertThat(
                        events.until(
                                StreamEvent.class,
                                event -> {
                                    seen.add(event);
                                    return seen.stream()
                                                    .filter(StreamDisabled.class::isInstance)
                                                    .count()
                                            == 2;
                                }))
                .last()
                .isInstanceOf(StreamDisabled.class);
        assertThat(status(stream)).isEqualTo("disabled");
    }
}
