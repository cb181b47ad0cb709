package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class WebhooksTest {

    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String STREAMS = "/api/v1/live-streams/";
    private static final String LIFE =
            "\"live_stream.created\",\"live_stream.disabled\",\"live_stream.enabled\",\"live_stream.completed\",\"live_stream.deleted\"";

    private final TestCluster cluster = TestCluster.get();
    private final Http anonymous = cluster.http;
    private final Http admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);
    private final Http owner = Users.broadcaster(admin, anonymous);
    private final JdbcClient jdbc = cluster.context.getBean(JdbcClient.class);

    private static Http.Answer post(Http caller, String url, String events) {
        return caller.post(WEBHOOKS, "{\"url\":\"%s\",\"events\":[%s]}".formatted(url, events));
    }

    private static JsonNode webhook(Http caller, Receiver receiver) {
        var made = post(caller, receiver.url(), LIFE);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json();
    }

    private static String path(JsonNode webhook) {
        return WEBHOOKS + "/" + webhook.get("id").asString();
    }

    private static List<JsonNode> deliveries(Http caller, JsonNode webhook) {
        return caller.get(path(webhook) + "/deliveries").json().get("items").valueStream().toList();
    }

    private static String stream(Http caller) {
        return Users.stream(caller).get("id").asString();
    }

    private static void toggle(Http caller, String stream, String... commands) {
        for (var command : commands) {
            assertThat(caller.post(STREAMS + stream + "/" + command, "").status()).isEqualTo(200);
        }
    }

    private static void awaitCount(Receiver receiver, int count) {
        await(count + " requests").until(() -> receiver.deliveries().size() >= count);
    }

    /** As a receiver would that knows nothing but the documentation. */
    private static void isSigned(Receiver.Delivery delivery, String secret) {
        var parts = delivery.signature().split(",v1=", 2);
        var t = parts[0].substring("t=".length());
        var mac = new HMac(new SHA256Digest());
        mac.init(new KeyParameter(secret.getBytes(StandardCharsets.UTF_8)));
        var signed = (t + "." + delivery.body()).getBytes(StandardCharsets.UTF_8);
        mac.update(signed, 0, signed.length);
        var expected = new byte[mac.getMacSize()];
        mac.doFinal(expected, 0);
        assertThat(parts[1]).isEqualTo(HexFormat.of().formatHex(expected));
        assertThat(Instant.ofEpochSecond(Long.parseLong(t)))
                .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(1));
    }

    @Test
    void tellsWhatHappenedSignedAndInOrder() throws IOException {
        try (var receiver = Receiver.that(_ -> 204)) {
            var webhook = webhook(owner, receiver);
            var secret = webhook.get("secret").asString();
            assertThat(secret).matches("whsec_[0-9A-Za-z]{43}");
            var stream = stream(owner);
            toggle(owner, stream, "disable", "enable", "complete");
            var listed = owner.get(STREAMS + stream + "/events").json().get("items");
            owner.delete(STREAMS + stream);

            awaitCount(receiver, 5);
            assertThat(receiver.types())
                    .containsExactly(
                            "live_stream.created",
                            "live_stream.disabled",
                            "live_stream.enabled",
                            "live_stream.completed",
                            "live_stream.deleted");
            var told = receiver.deliveries();
            for (int i = 0; i < told.size(); i++) {
                isSigned(told.get(i), secret);
                var body = told.get(i).json();
                assertThat(body.get("id").asString())
                        .isEqualTo(stream + "-" + (i + 1))
                        .isEqualTo(told.get(i).eventId());
                if (i < listed.size()) {
                    for (var property : listed.get(i).properties()) {
                        assertThat(body.get(property.getKey())).isEqualTo(property.getValue());
                    }
                }
            }
            await("all is written down")
                    .untilAsserted(() ->
                            assertThat(deliveries(owner, webhook))
                                    .hasSize(5)
                                    .allSatisfy(row -> {
                                        assertThat(row.get("status").asString())
                                                .isEqualTo("delivered");
                                        assertThat(row.get("statusCode").asInt()).isEqualTo(204);
                                        assertThat(row.get("attempts").asInt()).isEqualTo(1);
                                        assertThat(row.has("error")).isFalse();
                                        assertThat(row.has("finishedAt")).isTrue();
                                    }));
            assertThat(deliveries(owner, webhook).getFirst().get("event").asString())
                    .isEqualTo("live_stream.deleted");
            var metrics =
                    new Http("http://localhost:" + TestCluster.managementPort(cluster.context))
                            .get("/actuator/prometheus")
                            .http()
                            .body();
            assertThat(metrics)
                    .contains("headwater_metadata_webhook_attempts_total{outcome=\"delivered\"")
                    .contains("headwater_metadata_webhook_lag_seconds_count")
                    .contains("headwater_metadata_webhook_overdue_seconds");
        }
    }

    @Test
    void triesAgainLessAndLessOftenAndTheNextEventWaits() throws IOException {
        try (var receiver = Receiver.that(delivery -> delivery.number() <= 3 ? 503 : 200)) {
            var webhook = webhook(owner, receiver);
            var stream = stream(owner);
            toggle(owner, stream, "disable");

            awaitCount(receiver, 5);
            assertThat(receiver.types())
                    .containsExactly(
                            "live_stream.created",
                            "live_stream.created",
                            "live_stream.created",
                            "live_stream.created",
                            "live_stream.disabled");
            var told = receiver.deliveries();
            for (int i = 0; i < 3; i++) {
                assertThat(Duration.ofNanos(told.get(i + 1).nanos() - told.get(i).nanos()))
                        .isGreaterThanOrEqualTo(Duration.ofMillis(200L << i));
                assertThat(told.get(i + 1).eventId()).isEqualTo(told.get(i).eventId());
            }
            await("both arrived")
                    .untilAsserted(() ->
                            assertThat(deliveries(owner, webhook))
                                    .extracting(row -> row.get("attempts").asInt())
                                    .containsExactly(1, 4));
        }
    }

    @Test
    void disablesAWebhookThatOnlyFailsAndTellsItAgainOnceItIsEnabled() throws IOException {
        var status = new AtomicInteger(500);
        try (var receiver = Receiver.that(_ -> status.get())) {
            var webhook = webhook(owner, receiver);
            var stream = stream(owner);
            toggle(owner, stream, "disable", "enable");

            await("it is disabled")
                    .until(() ->
                            owner.get(path(webhook))
                                    .json()
                                    .get("status")
                                    .asString()
                                    .equals("disabled"));
            var disabled = owner.get(path(webhook)).json();
            assertThat(disabled.get("disabledReason").asString())
                    .isEqualTo(
                            "3 deliveries were given up and none arrived; of the last: answered 500");
            assertThat(disabled.has("disabledAt")).isTrue();
            assertThat(deliveries(owner, webhook))
                    .hasSize(3)
                    .allSatisfy(row -> {
                        assertThat(row.get("status").asString()).isEqualTo("failed");
                        assertThat(row.get("statusCode").asInt()).isEqualTo(500);
                        assertThat(row.get("error").asString()).isEqualTo("answered 500");
                    });
            toggle(owner, stream, "disable");
            assertThat(deliveries(owner, webhook)).hasSize(3);
            var failed = deliveries(owner, webhook).getFirst().get("id").asLong();
            var again = path(webhook) + "/deliveries/" + failed + "/redeliver";
            assertThat(owner.post(again, "").status()).isEqualTo(409);

            status.set(200);
            int before = receiver.deliveries().size();
            assertThat(owner.post(path(webhook) + "/enable", "").json().get("status").asString())
                    .isEqualTo("enabled");
            assertThat(owner.post(again, "").status()).isEqualTo(202);
            awaitCount(receiver, before + 1);
            assertThat(receiver.types().getLast()).isEqualTo("live_stream.enabled");
            toggle(owner, stream, "enable");
            awaitCount(receiver, before + 2);
            await("it is written down")
                    .until(() ->
                            deliveries(owner, webhook).stream()
                                            .filter(row ->
                                                    row.get("status")
                                                            .asString()
                                                            .equals("delivered"))
                                            .count()
                                    == 2);
        }
    }

    @Test
    void disablesAWebhookOfWhichTooMuchIsPending() throws IOException {
        try (var receiver = Receiver.that(_ -> 200)) {
            var webhook = webhook(owner, receiver);
            // Without a queue nobody attempts them.
            jdbc.sql(
                            """
                            insert into webhook_deliveries
                                (webhook_id, stream_id, event_id, type, body, created_at, expires_at)
                            select ?::uuid, 'aaaaaaaaaaaaaaaa', 'e-' || n, 'live_stream.idle', '{}', now(), now()
                            from generate_series(1, 21) n
                            """)
                    .param(webhook.get("id").asString())
                    .update();

            await("it is disabled").until(() -> owner.get(path(webhook)).json().has("disabledAt"));
            assertThat(owner.get(path(webhook)).json().get("disabledReason").asString())
                    .isEqualTo("more than 20 deliveries were pending");
            assertThat(deliveries(owner, webhook))
                    .hasSize(21)
                    .allSatisfy(row ->
                            assertThat(row.get("error").asString())
                                    .isEqualTo("the webhook was disabled"));
        }
    }

    /** On an instance that has no attempt end before the test does. */
    @Test
    void aSlowReceiverDelaysNobodyElse() throws IOException {
        var shared = cluster.context.getBean("courier", SmartLifecycle.class);
        var fastHasAll = new CountDownLatch(6);
        var slowMayGoOn = new AtomicInteger();
        shared.stop();
        try (var fast =
                        Receiver.that(_ -> {
                            fastHasAll.countDown();
                            return 200;
                        });
                var slow =
                        Receiver.that(_ -> {
                            if (fastHasAll.await(50, TimeUnit.SECONDS)) {
                                slowMayGoOn.incrementAndGet();
                            }
                            return 200;
                        });
                var _ =
                        cluster.start(
                                Map.of(
                                        "headwater.node.id", "metadata-webhooks",
                                        // Its lease would outlast it, and other tests wait for it.
                                        "headwater.retention.interval", "1h",
                                        "headwater.webhooks.timeout", "1m",
                                        "headwater.webhooks.concurrency", "5",
                                        "headwater.webhooks.per-webhook", "4"))) {
            webhook(owner, slow);
            webhook(owner, fast);
            IntStream.range(0, 6).forEach(_ -> stream(owner));

            awaitCount(slow, 6);
            awaitCount(fast, 6);
            await("the slow one has had its turn").until(() -> slowMayGoOn.get() >= 6);
            assertThat(slow.mostAtOnce()).isLessThanOrEqualTo(4);
        } finally {
            shared.start();
        }
    }

    @Test
    void whatAKilledInstanceHadInHandIsDeliveredByAnother() throws Exception {
        var shared = cluster.context.getBean("courier", SmartLifecycle.class);
        var killed = new CountDownLatch(1);
        shared.stop();
        try (var receiver =
                Receiver.that(_ -> {
                    killed.await(3, TimeUnit.MINUTES);
                    return 200;
                })) {
            var webhook = webhook(owner, receiver);
            var stream = stream(owner);
            toggle(owner, stream, "disable");
            var other =
                    cluster.fork(
                            Map.of(
                                    "headwater.node.id", "metadata-killed",
                                    "headwater.retention.interval", "1h",
                                    "headwater.webhooks.timeout", "1m"));
            try {
                await("the other instance is at it")
                        .atMost(Duration.ofMinutes(3))
                        .until(() -> !receiver.deliveries().isEmpty());
            } finally {
                other.destroyForcibly().waitFor();
            }
            assertThat(deliveries(owner, webhook))
                    .allSatisfy(
                            row -> assertThat(row.get("status").asString()).isEqualTo("pending"));
            killed.countDown();
            // Its lease would be over in a minute.
            jdbc.sql("update webhook_queues set due_at = now() where webhook_id = ?::uuid")
                    .param(webhook.get("id").asString())
                    .update();
            shared.start();

            awaitCount(receiver, 3);
            assertThat(receiver.types())
                    .containsExactly(
                            "live_stream.created", "live_stream.created", "live_stream.disabled");
            assertThat(receiver.deliveries().get(1).eventId())
                    .isEqualTo(receiver.deliveries().get(0).eventId());
        } finally {
            if (!shared.isRunning()) {
                shared.start();
            }
        }
    }

    @Test
    void redirectsAreNotFollowed() throws IOException {
        try (var receiver = Receiver.that(delivery -> delivery.number() == 1 ? 307 : 200)) {
            webhook(owner, receiver);
            stream(owner);
            awaitCount(receiver, 2);
            assertThat(receiver.deliveries())
                    .extracting(Receiver.Delivery::path)
                    .containsExactly("/hook", "/hook");
        }
    }

    @Test
    void eachIsToldOfItsOwnStreamsAndAnAdminOfAll() throws IOException {
        var other = Users.broadcaster(admin, anonymous);
        try (var mine = Receiver.that(_ -> 200);
                var everyones = Receiver.that(_ -> 200)) {
            webhook(owner, mine);
            var adminWebhook = webhook(admin, everyones);
            var others = stream(other);
            var own = stream(owner);

            awaitCount(mine, 1);
            await("the admin's knows both")
                    .until(() ->
                            everyones.deliveries().stream()
                                    .map(delivery -> delivery.json().get("streamId").asString())
                                    .toList()
                                    .containsAll(List.of(others, own)));
            assertThat(mine.deliveries())
                    .extracting(delivery -> delivery.json().get("streamId").asString())
                    .containsExactly(own);
            assertThat(admin.delete(path(adminWebhook)).status()).isEqualTo(204);
        }
    }

    @Test
    void anothersWebhookIsNotThereAndTheSecretIsToldOnce() throws IOException {
        var other = Users.broadcaster(admin, anonymous);
        var viewer = Users.viewer(admin, anonymous);
        try (var receiver = Receiver.that(_ -> 200)) {
            var made = post(owner, receiver.url(), LIFE);
            assertThat(made.header("Cache-Control")).isEqualTo("no-store");
            var webhook = made.json();
            var path = path(webhook);
            assertThat(made.header("Location")).isEqualTo(path);
            stream(owner);
            awaitCount(receiver, 1);
            var delivery = path + "/deliveries/" + deliveries(owner, webhook).getFirst().get("id");

            for (var foreign : List.of(other, viewer)) {
                assertThat(foreign.get(path).status()).isEqualTo(404);
                assertThat(foreign.delete(path).status()).isEqualTo(404);
                assertThat(foreign.get(path + "/deliveries").status()).isEqualTo(404);
                assertThat(foreign.post(path + "/enable", "").status()).isEqualTo(404);
                assertThat(foreign.post(delivery + "/redeliver", "").status()).isEqualTo(404);
            }
            assertThat(other.get(WEBHOOKS).json().get("items")).isEmpty();
            assertThat(viewer.get(WEBHOOKS).status()).isEqualTo(403);
            assertThat(post(viewer, receiver.url(), LIFE).status()).isEqualTo(403);
            assertThat(anonymous.get(WEBHOOKS).status()).isEqualTo(401);
            assertThat(anonymous.get(path).status()).isEqualTo(401);

            for (var who : List.of(owner, admin)) {
                assertThat(who.get(path).json().get("url").asString()).isEqualTo(receiver.url());
                assertThat(who.get(path).http().body()).doesNotContain("secret");
                var listed = who.get(WEBHOOKS);
                assertThat(listed.http().body()).doesNotContain("secret");
                assertThat(listed.json().get("items").findValuesAsString("id"))
                        .contains(webhook.get("id").asString());
            }
            assertThat(owner.delete(path).status()).isEqualTo(204);
            assertThat(owner.get(path).status()).isEqualTo(404);
        }
    }

    @Test
    void thereAreSoManyPerUserAndTheyComeInPages() {
        for (int i = 0; i < 20; i++) {
            assertThat(post(owner, "https://hooks.example.com/" + i, LIFE).status()).isEqualTo(201);
        }
        var refused = post(owner, "https://hooks.example.com/20", LIFE);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("detail").asString())
                .isEqualTo("there are 20 webhooks already");

        var first = owner.get(WEBHOOKS + "?limit=15").json();
        var second =
                owner.get(WEBHOOKS + "?limit=15&cursor=" + first.get("nextCursor").asString())
                        .json();
        assertThat(first.get("items").findValuesAsString("url"))
                .startsWith("https://hooks.example.com/19")
                .hasSize(15);
        assertThat(second.get("items").findValuesAsString("url"))
                .endsWith("https://hooks.example.com/0")
                .hasSize(5);
        assertThat(owner.get(WEBHOOKS + "?limit=0").status()).isEqualTo(400);
        for (var id : owner.get(WEBHOOKS).json().get("items").findValuesAsString("id")) {
            owner.delete(WEBHOOKS + "/" + id);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"events\":[\"live_stream.idle\"]}|invalid_request|url is missing",
                "{\"url\":\"http://169.254.169.254/\",\"events\":[\"live_stream.idle\"]}|invalid_request|url is not at a public address",
                "{\"url\":\"http://[ff02::1]/\",\"events\":[\"live_stream.idle\"]}|invalid_request|url is not at a public address",
                "{\"url\":\"file:///etc/passwd\",\"events\":[\"live_stream.idle\"]}|invalid_request|url is not an absolute http or https URL",
                "{\"url\":\"https://example.com/\"}|invalid_request|events is missing or empty",
                "{\"url\":\"https://example.com/\",\"events\":[]}|invalid_request|events is missing or empty",
                "{\"url\":\"https://example.com/\",\"events\":[\"poll.opened\"]}|not_supported_yet|poll.opened is not supported yet",
                "{\"url\":\"https://example.com/\",\"events\":[\"live_stream.idle\"],\"secret\":\"mine\"}|unknown_property|unknown property 'secret'",
            })
    void refusesWhatItCannotDo(String body, String code, String detail) {
        var answer = owner.post(WEBHOOKS, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().get("code").asString()).isEqualTo(code);
        assertThat(answer.json().get("detail").asString()).isEqualTo(detail);
    }

    @Test
    void describesItself() {
        var paths = anonymous.get("/api/v1/openapi").json().get("paths");
        assertThat(paths.has(WEBHOOKS)).isTrue();
        assertThat(paths.has(WEBHOOKS + "/{id}/deliveries")).isTrue();
    }
}
