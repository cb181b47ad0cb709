package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tv.headwater.contract.TestPostgres;
import tv.headwater.contract.id.StreamKey;

class AccountsTest {

    private final TestCluster cluster = TestCluster.get();
    private final Http anonymous = cluster.http;
    private final Http admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);

    private static void isInvalidCredentials(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
        assertThat(answer.json().get("code").asString()).isEqualTo("invalid_credentials");
    }

    private Http.Answer logIn(String username, String password) {
        return anonymous.post(
                "/api/v1/auth/token",
                "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, password));
    }

    private Http.Answer refresh(String refreshToken) {
        return anonymous.post(
                "/api/v1/auth/refresh", "{\"refreshToken\":\"" + refreshToken + "\"}");
    }

    @Test
    void givesTokensThatTheJwksVerifies() throws ParseException, JOSEException {
        var answer = logIn("admin", TestCluster.ADMIN_PASSWORD);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.json().get("tokenType").asString()).isEqualTo("Bearer");
        assertThat(answer.json().get("expiresIn").asLong()).isEqualTo(600);
        var token = SignedJWT.parse(answer.json().get("accessToken").asString());
        assertThat(token.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.ES256);
        assertThat(token.getHeader().getType().getType()).isEqualTo("at+jwt");
        var claims = token.getJWTClaimsSet();
        assertThat(claims.getIssuer()).isEqualTo("headwater");
        assertThat(claims.getAudience()).containsExactly("headwater-api");
        assertThat(claims.getExpirationTime().toInstant())
                .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(601));
        var keys = anonymous.get("/.well-known/jwks.json").http().body();
        var key = JWKSet.parse(keys).getKeyByKeyId(token.getHeader().getKeyID()).toECKey();
        assertThat(key.isPrivate()).isFalse();
        assertThat(keys).doesNotContain("\"d\"");
        assertThat(token.verify(new ECDSAVerifier(key))).isTrue();
    }

    @Test
    void refusesTokensItDidNotSign() throws ParseException, JOSEException {
        var good =
                SignedJWT.parse(
                        logIn("admin", TestCluster.ADMIN_PASSWORD)
                                .json()
                                .get("accessToken")
                                .asString());
        var forged =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.ES256)
                                .type(good.getHeader().getType())
                                .keyID(good.getHeader().getKeyID())
                                .build(),
                        good.getJWTClaimsSet());
        forged.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));

        assertThat(anonymous.with(good.serialize()).get("/api/v1/users/me").status())
                .isEqualTo(200);
        assertThat(anonymous.with(forged.serialize()).get("/api/v1/users/me").status())
                .isEqualTo(401);
    }

    @Test
    void answersWrongNamesAndPasswordsAlike() {
        var wrongPassword = logIn("admin", "wrong");
        var wrongName = logIn("nobody-" + UUID.randomUUID(), "wrong");

        isInvalidCredentials(wrongPassword);
        assertThat(wrongName.http().body()).isEqualTo(wrongPassword.http().body());
    }

    @Test
    void rotatesRefreshTokensAndRevokesAllOnReuse() {
        var first = logIn("admin", TestCluster.ADMIN_PASSWORD).json();
        var one = first.get("refreshToken").asString();
        var second = refresh(one);
        assertThat(second.status()).as(second.toString()).isEqualTo(200);
        var two = second.json().get("refreshToken").asString();
        var three = refresh(two).json().get("refreshToken").asString();
        assertThat(List.of(one, two, three)).doesNotHaveDuplicates();

        isInvalidCredentials(refresh(one));
        isInvalidCredentials(refresh(three));
        isInvalidCredentials(refresh("rt_unknown"));
    }

    @Test
    void givesAnotherForARefreshTokenWhoseAnswerWasLost() {
        var one = logIn("admin", TestCluster.ADMIN_PASSWORD).json().get("refreshToken").asString();
        var lost = refreshed(one);
        var lostToo = refreshed(one);
        var two = refreshed(one);
        assertThat(List.of(one, lost, lostToo, two)).doesNotHaveDuplicates();
        var three = refreshed(two);

        // Its successor has been used.
        isInvalidCredentials(refresh(one));
        isInvalidCredentials(refresh(three));
    }

    @Test
    void revokesAllWhenATokenThatWasReplacedIsUsed() {
        var one = logIn("admin", TestCluster.ADMIN_PASSWORD).json().get("refreshToken").asString();
        var replaced = refreshed(one);
        var two = refreshed(one);

        isInvalidCredentials(refresh(replaced));
        isInvalidCredentials(refresh(two));
    }

    @Test
    void theGraceOfARefreshTokenIsShort() {
        var one = logIn("admin", TestCluster.ADMIN_PASSWORD).json().get("refreshToken").asString();
        var two = refreshed(one);
        cluster.context
                .getBean(JdbcClient.class)
                .sql("update refresh_tokens set used_at = ? where token_sha256 = ?")
                .params(
                        java.sql.Timestamp.from(Instant.now().minusSeconds(31)),
                        StreamKey.sha256(one))
                .update();

        isInvalidCredentials(refresh(one));
        isInvalidCredentials(refresh(two));
    }

    private String refreshed(String refreshToken) {
        var answer = refresh(refreshToken);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().get("refreshToken").asString();
    }

    @Test
    void logsOut() {
        var one = logIn("admin", TestCluster.ADMIN_PASSWORD).json().get("refreshToken").asString();
        var two = refreshed(one);
        var other =
                logIn("admin", TestCluster.ADMIN_PASSWORD).json().get("refreshToken").asString();

        assertThat(logOut(two).status()).isEqualTo(204);
        isInvalidCredentials(refresh(two));
        isInvalidCredentials(refresh(one));
        assertThat(logOut(two).status()).isEqualTo(204);
        assertThat(logOut("rt_unknown").status()).isEqualTo(204);
        assertThat(anonymous.post("/api/v1/auth/logout", "{}").status()).isEqualTo(400);
        refreshed(other);
    }

    private Http.Answer logOut(String refreshToken) {
        return anonymous.post("/api/v1/auth/logout", "{\"refreshToken\":\"" + refreshToken + "\"}");
    }

    @Test
    void listsUsersForAdmins() {
        var broadcaster = Users.broadcaster(admin, anonymous);
        var viewer = Users.viewer(admin, anonymous);
        var newest = viewer.get("/api/v1/users/me").json();
        var second = broadcaster.get("/api/v1/users/me").json();

        var first = admin.get("/api/v1/users?limit=1");
        assertThat(first.status()).as(first.toString()).isEqualTo(200);
        var names = new ArrayList<String>();
        var page = first.json();
        while (true) {
            page.get("items").forEach(user -> names.add(user.get("username").asString()));
            if (!page.has("nextCursor")) {
                break;
            }
            page =
                    admin.get("/api/v1/users?limit=2&cursor=" + page.get("nextCursor").asString())
                            .json();
        }
        assertThat(names).doesNotHaveDuplicates().endsWith("admin");
        assertThat(names.indexOf(newest.get("username").asString()))
                .isLessThan(names.indexOf(second.get("username").asString()));
        var listed = admin.get("/api/v1/users?limit=200").json().get("items");
        assertThat(listed).contains(newest, second);

        for (var other : List.of(broadcaster, viewer)) {
            assertThat(other.get("/api/v1/users").status()).isEqualTo(403);
        }
        assertThat(anonymous.get("/api/v1/users").status()).isEqualTo(401);
        assertThat(admin.get("/api/v1/users?limit=0").status()).isEqualTo(400);
        assertThat(admin.get("/api/v1/users?cursor=x").json().get("code").asString())
                .isEqualTo("invalid_cursor");
    }

    @Test
    void limitsAttemptsForANameAndLetsItInLater() {
        var name = "limited-" + UUID.randomUUID();
        admin.post(
                "/api/v1/users",
                "{\"username\":\"%s\",\"password\":\"right password\",\"roles\":[\"viewer\"]}"
                        .formatted(name));
        for (int i = 0; i < 10; i++) {
            isInvalidCredentials(logIn(name, "wrong"));
        }

        var limited = logIn(name, "right password");

        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.json().get("code").asString()).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(1, 6);
        await("the window passes")
                .pollInterval(Duration.ofMillis(500))
                .until(() -> logIn(name, "right password").status() == 200);
    }

    @Test
    void createsUsersForAdminsAlone() {
        var name = "User-" + UUID.randomUUID();
        var body =
                "{\"username\":\"%s\",\"password\":\"12345678\",\"roles\":[\"broadcaster\",\"viewer\"]}";
        var made = admin.post("/api/v1/users", body.formatted(name));

        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json().propertyNames())
                .containsExactlyInAnyOrder("id", "username", "roles", "createdAt");
        var taken =
                admin.post(
                        "/api/v1/users", body.formatted(name.toLowerCase(java.util.Locale.ROOT)));
        assertThat(taken.status()).isEqualTo(409);
        assertThat(taken.json().get("code").asString()).isEqualTo("username_taken");
        var user = anonymous.loggedIn(name, "12345678");
        assertThat(user.get("/api/v1/users/me").json()).isEqualTo(made.json());
        var refused = user.post("/api/v1/users", body.formatted("x" + name));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().get("code").asString()).isEqualTo("forbidden");
        assertThat(admin.post("/api/v1/users", body.formatted("a b")).json().get("property"))
                .asString()
                .contains("username");
        assertThat(
                        admin.post(
                                        "/api/v1/users",
                                        "{\"username\":\"x\",\"password\":\"1234567\",\"roles\":[\"viewer\"]}")
                                .json()
                                .get("detail")
                                .asString())
                .isEqualTo("password of 7 characters is not in 8..200");
    }

    @Test
    void apiKeysStandForTheirUserUntilDeletedOrExpired() {
        var user = Users.broadcaster(admin, anonymous);
        var made = user.post("/api/v1/api-keys", "{\"name\":\"obs\"}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        var key = made.json().get("key").asString();
        var id = made.json().get("id").asString();

        assertThat(anonymous.with(key).get("/api/v1/users/me").json())
                .isEqualTo(user.get("/api/v1/users/me").json());
        var listed = user.get("/api/v1/api-keys").json().get("items");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).has("key")).isFalse();
        assertThat(listed.get(0).get("lastFour").asString())
                .isEqualTo(key.substring(key.length() - 4));
        assertThat(admin.delete("/api/v1/api-keys/" + id).status()).isEqualTo(404);
        assertThat(user.delete("/api/v1/api-keys/" + id).status()).isEqualTo(204);
        assertThat(anonymous.with(key).get("/api/v1/users/me").status()).isEqualTo(401);

        var shortly =
                user.post(
                                "/api/v1/api-keys",
                                "{\"name\":\"brief\",\"expiresAt\":\"%s\"}"
                                        .formatted(Instant.now().plusMillis(700)))
                        .json()
                        .get("key")
                        .asString();
        await("the key expires")
                .until(() -> anonymous.with(shortly).get("/api/v1/users/me").status() == 401);
    }

    @Test
    void pagesThroughApiKeys() {
        var user = Users.broadcaster(admin, anonymous);
        for (int i = 0; i < 3; i++) {
            user.post("/api/v1/api-keys", "{\"name\":\"k" + i + "\"}");
        }
        var first = user.get("/api/v1/api-keys?limit=2").json();
        var rest =
                user.get("/api/v1/api-keys?limit=2&cursor=" + first.get("nextCursor").asString())
                        .json();

        assertThat(first.get("items").findValuesAsString("name")).containsExactly("k2", "k1");
        assertThat(rest.get("items").findValuesAsString("name")).containsExactly("k0");
        assertThat(rest.has("nextCursor")).isFalse();
    }

    @Test
    void keepsNoSecretInTheDatabase() {
        var jdbc = cluster.context.getBean(JdbcClient.class);
        logIn("admin", TestCluster.ADMIN_PASSWORD);

        assertThat(jdbc.sql("select password_hash from users").query(String.class).list())
                .allMatch(hash -> hash.startsWith("$argon2id$"));
        assertThat(jdbc.sql("select token_sha256 from refresh_tokens").query(String.class).list())
                .isNotEmpty()
                .allMatch(hash -> hash.matches("[0-9a-f]{64}"));
    }

    @Test
    void firstStartMakesAnAdminWhosePasswordOnlyItsFileKnows() throws IOException {
        var file = TestCluster.temporaryDirectory().resolve("password");
        try (var postgres = TestPostgres.started();
                var first = fresh(postgres, file)) {
            var http = new Http("http://localhost:" + TestCluster.port(first));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            var token = http.loggedIn("admin", Files.readString(file).strip());
            assertThat(token.get("/api/v1/users/me").status()).isEqualTo(200);
            try (var second = fresh(postgres, file.resolveSibling("other"))) {
                assertThat(file.resolveSibling("other")).doesNotExist();
                var other = new Http("http://localhost:" + TestCluster.port(second));
                assertThat(other.get("/.well-known/jwks.json").json())
                        .isEqualTo(http.get("/.well-known/jwks.json").json());
            }
        }
    }

    private org.springframework.context.ConfigurableApplicationContext fresh(
            TestPostgres postgres, java.nio.file.Path file) {
        return cluster.start(
                Map.of(
                        "spring.datasource.url", postgres.jdbcUrl(),
                        "headwater.node.id", "metadata-other",
                        "headwater.admin.password-file", file.toString()));
    }
}
