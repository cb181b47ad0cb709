package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestPostgres;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Topics;

/** On a database and an instance of its own, as it takes the database away. */
class OutageTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestCluster cluster = TestCluster.get();

    @Test
    void startsWhileTheDatabaseIsAwayAndAnswers503WhenItGoesAndRecovers() {
        try (var postgres = TestPostgres.started()) {
            postgres.stop();
            var starting = CompletableFuture.supplyAsync(() -> service(postgres));
            postgres.start();
            try (var service = starting.join()) {
                var http = new Http("http://localhost:" + TestCluster.port(service));
                var management =
                        new Http("http://localhost:" + TestCluster.managementPort(service));
                var admin = http.loggedIn("admin", "an admin's password");
                awaitHealth(management, "readiness", 200);

                postgres.stop();

                isUnavailable(admin.get("/api/v1/live-streams"));
                isUnavailable(admin.post("/api/v1/live-streams", "{\"title\":\"x\"}"));
                isUnavailable(admin.post("/api/v1/live-streams/aaaaaaaaaaaaaaaa/metadata", "{}"));
                isUnavailable(http.with("hk_some").get("/api/v1/users/me"));
                isUnavailable(
                        http.post(
                                "/internal/publish-grants",
                                "{\"streamKeySha256\":\"00\",\"node\":\"a\",\"remoteAddress\":\"b\"}"));
                assertThat(http.get("/.well-known/jwks.json").status()).isEqualTo(200);
                awaitHealth(management, "readiness", 503);
                assertThat(management.get("/actuator/health/liveness").status()).isEqualTo(200);

                postgres.start();

                await("the API is back")
                        .atMost(PATIENCE)
                        .until(() -> admin.get("/api/v1/live-streams").status() == 200);
                awaitHealth(management, "readiness", 200);
                assertThat(admin.post("/api/v1/live-streams", "{\"title\":\"x\"}").status())
                        .isEqualTo(201);
                assertThat(management.get("/actuator/prometheus").http().body())
                        .contains("http_server_requests_seconds_count");
                assertThat(management.get("/actuator/env").status()).isEqualTo(404);
            }
        }
    }

    @Test
    void worksWithoutKafkaAndSaysSoAndTellsLater() {
        try (var postgres = TestPostgres.started()) {
            var revoked = revokedWithoutKafka(postgres);
            try (var service = service(postgres)) {
                assertThat(service.isRunning()).isTrue();
                LogReader.of(cluster.settings(), Topics.PLAYBACK_ACCESS, revoked, PATIENCE)
                        .until(AccessFact.TokenRevoked.class, _ -> true);
            }
        }
    }

    /** The key of what is told of it. */
    private String revokedWithoutKafka(TestPostgres postgres) {
        try (var service =
                cluster.start(
                        Map.of(
                                "spring.datasource.url", postgres.jdbcUrl(),
                                "headwater.admin.password", "an admin's password",
                                "headwater.kafka.bootstrap-servers", "localhost:1"))) {
            var http = new Http("http://localhost:" + TestCluster.port(service));
            var admin = http.loggedIn("admin", "an admin's password");
            var made = admin.post("/api/v1/live-streams", "{\"title\":\"x\"}");
            assertThat(made.status()).isEqualTo(201);
            var path = made.header("Location");
            isUnavailable(admin.post(path + "/metadata", "{}"));
            var management = new Http("http://localhost:" + TestCluster.managementPort(service));
            assertThat(management.get("/actuator/health/readiness").status()).isEqualTo(503);

            var token = admin.post(path + "/playback-tokens", "{}").json();
            var id = token.get("tokenId").asString();
            assertThat(admin.delete(path + "/playback-tokens/" + id).status()).isEqualTo(204);
            var streamId = new StreamId(made.json().get("id").asString());
            return AccessFact.TokenRevoked.keyOf(streamId, id);
        }
    }

    private org.springframework.context.ConfigurableApplicationContext service(
            TestPostgres postgres) {
        return cluster.start(
                Map.of(
                        "spring.datasource.url", postgres.jdbcUrl(),
                        "headwater.node.id", "metadata-outage",
                        "headwater.admin.password", "an admin's password"));
    }

    private static void awaitHealth(Http management, String group, int status) {
        await(group + " " + status)
                .atMost(PATIENCE)
                .until(() -> management.get("/actuator/health/" + group).status() == status);
    }

    private static void isUnavailable(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.header("Retry-After")).isEqualTo("2");
        assertThat(answer.json().get("code").asString()).isEqualTo("unavailable");
    }
}
