package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.access.AccessFact.StreamRevoked;
import tv.headwater.contract.access.AccessFact.TokenRevoked;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.access.TokenedPath;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;

/** Playback tokens as they are given out and revoked, and what edges are told of them. */
class PlaybackTokensTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String STREAMS = "/api/v1/live-streams";

    private final TestCluster cluster = TestCluster.get();
    private final JdbcClient jdbc = cluster.context.getBean(JdbcClient.class);
    private final Http anonymous = cluster.http;
    private final Http admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);
    private final Http owner = Users.broadcaster(admin, anonymous);
    private final StreamId stream = signedStream();
    private final String path = STREAMS + "/" + stream + "/playback-tokens";

    private StreamId signedStream() {
        var made = owner.post(STREAMS, "{\"title\":\"x\",\"playbackPolicy\":\"signed\"}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json().get("playbackPolicy").asString()).isEqualTo("signed");
        return new StreamId(made.json().get("id").asString());
    }

    private JsonNode token(String body) {
        var answer = owner.post(path, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.json();
    }

    private boolean isValid(JsonNode token) {
        return anonymous
                        .post(
                                "/api/v1/playback-session",
                                "{\"token\":\"" + token.get("token").asString() + "\"}")
                        .status()
                == 204;
    }

    private LogReader facts(String key) {
        return LogReader.of(cluster.settings(), Topics.PLAYBACK_ACCESS, key, PATIENCE);
    }

    private void expire(String key) {
        jdbc.sql("update access_facts set expires_at = now() - interval '1 s' where key = ?")
                .param(key)
                .update();
    }

    @Test
    void whatATokenSaysIsWhatEdgesAreToldToCheck() throws Exception {
        var before = Instant.now();
        var answer = owner.post(path, "{\"expiresIn\":60,\"viewerId\":\"ann-1\"}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        var token = answer.json().get("token").asString();
        assertThat(TokenedPath.isPossible(token)).isTrue();
        assertThat(answer.json().get("hlsUrl").asString())
                .isEqualTo(
                        anonymous
                                .request("/t/" + token + "/live/" + stream + "/index.m3u8")
                                .build()
                                .uri()
                                .toString());
        var jwt = SignedJWT.parse(token);
        var header = jwt.getHeader();
        assertThat(header.getType().getType()).isEqualTo(PlaybackToken.TYPE);
        assertThat(header.getAlgorithm().getName()).isEqualTo("ES256");
        var claims = jwt.getJWTClaimsSet();
        assertThat(claims.getAudience()).containsExactly(PlaybackToken.AUDIENCE);
        assertThat(claims.getSubject()).isEqualTo("ann-1");
        assertThat(claims.getJWTID()).isEqualTo(answer.json().get("tokenId").asString());
        assertThat(claims.getClaim(PlaybackToken.STREAM)).isEqualTo(stream.value());
        var issuedAt = claims.getIssueTime().toInstant();
        assertThat(issuedAt).isBetween(before.minusSeconds(1), Instant.now());
        assertThat(claims.getExpirationTime().toInstant()).isEqualTo(issuedAt.plusSeconds(60));
        assertThat(answer.json().get("expiresAt").asString())
                .isEqualTo(issuedAt.plusSeconds(60).toString());

        var told = facts("key/" + header.getKeyID()).until(AccessFact.class, _ -> true).getLast();
        var key = (AccessFact.SigningKey) told;
        assertThat(key.issuer()).isEqualTo(claims.getIssuer());
        assertThat(key.jwk()).doesNotContain("\"d\"");
        assertThat(jwt.verify(new ECDSAVerifier(ECKey.parse(key.jwk())))).isTrue();
        assertThat(anonymous.get("/.well-known/jwks.json").json().get("keys").toString())
                .contains(key.kid());
    }

    @Test
    void whoAsksForNothingGetsDefaults() throws Exception {
        var token =
                owner.send(
                        owner.request(path)
                                .POST(java.net.http.HttpRequest.BodyPublishers.noBody()));
        var claims = SignedJWT.parse(token.json().get("token").asString()).getJWTClaimsSet();

        assertThat(
                        Duration.between(
                                claims.getIssueTime().toInstant(),
                                claims.getExpirationTime().toInstant()))
                .isEqualTo(Duration.ofMinutes(5));
        assertThat(claims.getSubject()).hasSize(36);
        assertThat(
                        SignedJWT.parse(token("{}").get("token").asString())
                                .getJWTClaimsSet()
                                .getSubject())
                .isNotEqualTo(claims.getSubject());
    }

    @Test
    void theLongestTokenIsWithinTheLimit() {
        var token = token("{\"expiresIn\":86400,\"viewerId\":\"" + "v".repeat(64) + "\"}");
        assertThat(token.get("token").asString().length()).isLessThan(PlaybackToken.MAX_LENGTH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"expiresIn\":29}|expiresIn",
                "{\"expiresIn\":86401}|expiresIn",
                "{\"expiresIn\":\"60\"}|expiresIn",
                "{\"viewerId\":\"\"}|viewerId",
                "{\"viewerId\":\"a b\"}|viewerId",
                "{\"viewerId\":\"vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv\"}|viewerId",
                "{\"viewer\":\"x\"}|viewer"
            })
    void refusesWhatIsBeyondItsLimit(String body, String property) {
        var answer = owner.post(path, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.json().get("property").asString()).isEqualTo(property);
    }

    @Test
    void onlyTheOwnerAndAdminsGiveOutAndRevoke() {
        var other = Users.broadcaster(admin, anonymous);
        var viewer = Users.viewer(admin, anonymous);
        var one = path + "/" + UUID.randomUUID();
        assertThat(admin.post(path, "{}").status()).isEqualTo(201);
        for (var nobody : List.of(other, viewer)) {
            assertThat(nobody.post(path, "{}").status()).isEqualTo(404);
            assertThat(nobody.delete(path).status()).isEqualTo(404);
            assertThat(nobody.delete(one).status()).isEqualTo(404);
        }
        assertThat(anonymous.post(path, "{}").status()).isEqualTo(401);
        assertThat(anonymous.delete(path).status()).isEqualTo(401);
        assertThat(owner.delete(path + "/nonsense").status()).isEqualTo(404);
    }

    @Test
    void aTokenOfOnePurposeIsNoneOfAnother() {
        var token = token("{}");
        assertThat(anonymous.with(token.get("token").asString()).get("/api/v1/users/me").status())
                .isEqualTo(401);
        var access =
                anonymous.post(
                        "/api/v1/auth/token",
                        "{\"username\":\"admin\",\"password\":\"%s\"}"
                                .formatted(TestCluster.ADMIN_PASSWORD));
        var session = "{\"token\":\"" + access.json().get("accessToken").asString() + "\"}";
        assertThat(anonymous.post("/api/v1/playback-session", session).status()).isEqualTo(401);
        assertThat(isValid(token)).isTrue();
    }

    @Test
    void thePolicyChangesAndReachesEdges() {
        var open = Users.stream(owner).get("id").asString();
        assertThat(owner.post(STREAMS + "/" + open + "/playback-tokens", "{}").status())
                .isEqualTo(201);
        var patched = owner.patch(STREAMS + "/" + open, "{\"playbackPolicy\":\"signed\"}");
        assertThat(patched.json().get("playbackPolicy").asString()).isEqualTo("signed");
        assertThat(anonymous.get(STREAMS + "/" + open).status()).isEqualTo(404);
        owner.patch(STREAMS + "/" + open, "{\"playbackPolicy\":null}");
        owner.delete(STREAMS + "/" + open);

        assertThat(
                        LogReader.of(
                                        cluster.settings(),
                                        Topics.STREAMS,
                                        new StreamId(open),
                                        PATIENCE)
                                .untilTombstone(StreamSettings.class))
                .extracting(StreamSettings::playbackPolicy)
                .containsExactly(
                        PlaybackPolicy.PUBLIC, PlaybackPolicy.SIGNED, PlaybackPolicy.PUBLIC);
    }

    @Test
    void aStreamRevokesItsOwnTokensAlone() {
        var token = token("{}");
        var id = token.get("tokenId").asString();
        var other = owner.post("/api/v1/live-streams", "{\"title\":\"other\"}").header("Location");

        assertThat(owner.delete(other + "/playback-tokens/" + id).status()).isEqualTo(204);
        assertThat(isValid(token)).isTrue();
        assertThat(owner.delete(path + "/" + id).status()).isEqualTo(204);
        assertThat(owner.delete(other + "/playback-tokens").status()).isEqualTo(204);
        assertThat(isValid(token)).isFalse();
    }

    @Test
    void oneTokenIsRevokedUntilNoneOfItsKindCanBeThereAnyMore() {
        var revoked = token("{}");
        var other = token("{}");
        var id = revoked.get("tokenId").asString();

        assertThat(owner.delete(path + "/" + id).status()).isEqualTo(204);
        assertThat(owner.delete(path + "/" + id).status()).isEqualTo(204);

        assertThat(isValid(revoked)).isFalse();
        assertThat(isValid(other)).isTrue();
        expire(TokenRevoked.keyOf(stream, id));
        assertThat(facts(TokenRevoked.keyOf(stream, id)).untilTombstone(TokenRevoked.class))
                .singleElement()
                .satisfies(fact -> {
                    assertThat(fact.tokenId()).isEqualTo(id);
                    assertThat(fact.streamId()).isEqualTo(stream);
                    assertThat(fact.expiresAt()).isAfter(Instant.now().plusSeconds(86_000));
                });
    }

    @Test
    void aTokenGivenOutInTheSecondAllWereRevokedInIsValid() {
        for (int i = 0; i < 5; i++) {
            var before = token("{}");
            assertThat(owner.delete(path).status()).isEqualTo(204);
            assertThat(owner.delete(path).status()).isEqualTo(204);
            var after = token("{}");

            assertThat(isValid(before)).isFalse();
            assertThat(isValid(after)).isTrue();
        }
    }

    @Test
    void manyAreRevokedAtOnceInsteadOfOneByOne() throws Exception {
        var ids = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        ids.forEach(id -> assertThat(owner.delete(path + "/" + id).status()).isEqualTo(204));
        var beyond = owner.delete(path + "/" + UUID.randomUUID());
        assertThat(beyond.status()).isEqualTo(409);
        var last = token("{}");

        assertThat(owner.delete(path).status()).isEqualTo(204);

        ids.forEach(id ->
                facts(TokenRevoked.keyOf(stream, id.toString()))
                        .untilTombstone(TokenRevoked.class));
        assertThat(owner.delete(path + "/" + UUID.randomUUID()).status()).isEqualTo(204);
        assertThat(owner.delete(STREAMS + "/" + stream).status()).isEqualTo(204);
        assertThat(isValid(last)).as("a revocation outlives its stream").isFalse();
        var issuedAt =
                SignedJWT.parse(last.get("token").asString())
                        .getJWTClaimsSet()
                        .getIssueTime()
                        .toInstant();
        expire("stream/" + stream);
        assertThat(facts("stream/" + stream).untilTombstone(StreamRevoked.class))
                .singleElement()
                .satisfies(fact -> assertThat(fact.issuedUntil()).isAfterOrEqualTo(issuedAt));
        assertThat(
                        jdbc.sql(
                                        "select count(*) from access_facts where stream_id = ? and key like 'stream/%'")
                                .param(stream.value())
                                .query(Integer.class)
                                .single())
                .isZero();
    }

    @Test
    void aTopicThatLostFactsIsToldThemAtTheNextStart() {
        var id = token("{}").get("tokenId").asString();
        owner.delete(path + "/" + id);
        facts(TokenRevoked.keyOf(stream, id)).until(AccessFact.class, _ -> true);
        cluster.forget(Topics.PLAYBACK_ACCESS, TokenRevoked.keyOf(stream, id));

        try (var _ = cluster.start(java.util.Map.of("headwater.node.id", "metadata-facts"))) {
            var seen = new java.util.concurrent.atomic.AtomicInteger();
            facts(TokenRevoked.keyOf(stream, id))
                    .until(AccessFact.class, _ -> seen.incrementAndGet() == 2);
        }
    }
}
