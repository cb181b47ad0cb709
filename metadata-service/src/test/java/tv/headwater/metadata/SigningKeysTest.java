package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tv.headwater.contract.TestPostgres;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.log.Topics;

/** Rotation of signing keys, with two instances on a database of their own. */
class SigningKeysTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestCluster cluster = TestCluster.get();

    private static List<String> keys(Http http) {
        return http.get("/.well-known/jwks.json").json().get("keys").findValuesAsString("kid");
    }

    private static String accessToken(Http http) {
        return http.post(
                        "/api/v1/auth/token",
                        "{\"username\":\"admin\",\"password\":\"an admin's password\"}")
                .json()
                .get("accessToken")
                .asString();
    }

    private static String signer(Http http) {
        try {
            return SignedJWT.parse(accessToken(http)).getHeader().getKeyID();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private LogReader facts(String kid) {
        return LogReader.of(cluster.settings(), Topics.PLAYBACK_ACCESS, "key/" + kid, PATIENCE);
    }

    private static Map<String, String> settings(TestPostgres postgres, String node) {
        return Map.of(
                "spring.datasource.url",
                postgres.jdbcUrl(),
                "headwater.node.id",
                node,
                "headwater.login.attempts",
                "10000",
                "headwater.admin.password",
                "an admin's password");
    }

    @Test
    void aNewKeySignsOnceItIsKnownAndTheOldOneStaysUntilItsTokensHaveExpired() {
        try (var postgres = TestPostgres.started();
                var one = cluster.start(settings(postgres, "metadata-k1"));
                var two = cluster.start(settings(postgres, "metadata-k2"))) {
            var here = new Http("http://localhost:" + TestCluster.port(one));
            var there = new Http("http://localhost:" + TestCluster.port(two));
            var old = keys(here).getFirst();
            var oldToken = accessToken(here);
            facts(old).until(AccessFact.SigningKey.class, _ -> true);
            await("the old key is known").atMost(PATIENCE).until(() -> signer(here).equals(old));

            assertThat(here.post("/api/v1/signing-keys/rotate", "").status()).isEqualTo(401);
            var rotated = here.with(oldToken).post("/api/v1/signing-keys/rotate", "");
            assertThat(rotated.status()).as(rotated.toString()).isEqualTo(201);
            var made = rotated.json().get("kid").asString();

            assertThat(keys(here)).containsExactly(made, old);
            await("the other instance has it")
                    .atMost(PATIENCE)
                    .until(() -> keys(there).equals(List.of(made, old)));
            facts(made).until(AccessFact.SigningKey.class, _ -> true);
            for (var http : List.of(here, there)) {
                await("it signs").atMost(PATIENCE).until(() -> signer(http).equals(made));
            }
            assertThat(there.with(oldToken).get("/api/v1/users/me").status()).isEqualTo(200);
            assertThat(here.with(accessToken(there)).get("/api/v1/users/me").status())
                    .isEqualTo(200);

            var jdbc = one.getBean(JdbcClient.class);
            await("it is to retire")
                    .atMost(PATIENCE)
                    .until(() ->
                            jdbc.sql(
                                                    "select count(*) from signing_keys where kid = ? and retire_at > now() + interval '1 day'")
                                            .param(old)
                                            .query(Integer.class)
                                            .single()
                                    == 1);
            jdbc.sql("update signing_keys set retire_at = now() - interval '1 s' where kid = ?")
                    .param(old)
                    .update();
            facts(old).untilTombstone(AccessFact.SigningKey.class);
            await("nobody lists it")
                    .atMost(PATIENCE)
                    .until(() ->
                            keys(here).equals(List.of(made)) && keys(there).equals(List.of(made)));
            assertThat(there.with(oldToken).get("/api/v1/users/me").status()).isEqualTo(401);
        }
    }

    @Test
    void aKeyThatARestoredDatabaseDoesNotHaveIsTrustedNoMore() {
        String lost;
        try (var postgres = TestPostgres.started();
                var service = cluster.start(settings(postgres, "metadata-k3"))) {
            lost = keys(new Http("http://localhost:" + TestCluster.port(service))).getFirst();
            facts(lost).until(AccessFact.SigningKey.class, _ -> true);
        }
        try (var postgres = TestPostgres.started();
                var service = cluster.start(settings(postgres, "metadata-k3"))) {
            var kept = keys(new Http("http://localhost:" + TestCluster.port(service)));
            facts(lost).untilTombstone(AccessFact.SigningKey.class);
            facts(kept.getFirst()).until(AccessFact.SigningKey.class, _ -> true);
        }
    }

    @Test
    void isForAdminsAndOneAtATime() {
        try (var postgres = TestPostgres.started();
                var service =
                        cluster.start(
                                Map.of(
                                        "spring.datasource.url", postgres.jdbcUrl(),
                                        "headwater.admin.password", "an admin's password",
                                        "headwater.signing.lead", "1h"))) {
            var http = new Http("http://localhost:" + TestCluster.port(service));
            var admin = http.with(accessToken(http));
            assertThat(
                            Users.broadcaster(admin, http)
                                    .post("/api/v1/signing-keys/rotate", "")
                                    .status())
                    .isEqualTo(403);
            var before = signer(http);
            assertThat(admin.post("/api/v1/signing-keys/rotate", "").status()).isEqualTo(201);
            assertThat(admin.post("/api/v1/signing-keys/rotate", "").status()).isEqualTo(409);
            assertThat(keys(http)).hasSize(2);
            assertThat(signer(http)).as("the new key is not known yet").isEqualTo(before);
        }
    }
}
