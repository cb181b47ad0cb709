package tv.headwater.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.access.PlaybackTokens.Verdict;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.access.PlaybackSession;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.id.StreamId;

class PlaybackTokensTest {

    private static final StreamId STREAM = new StreamId("abcdefgh01234567");
    private static final StreamId OTHER = new StreamId("other00000000000");
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

    private final TestTokens issuer = new TestTokens("k1");
    private final AccessFacts facts = new AccessFacts();
    private final PlaybackTokens tokens =
            new PlaybackTokens(
                    facts,
                    new PlaybackTokens.Limits(1000, 100),
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    Ticker.systemTicker(),
                    new SimpleMeterRegistry());

    PlaybackTokensTest() {
        facts.on("key/k1", issuer.fact());
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    private Verdict check(String token, StreamId streamId) {
        return tokens.check(token, streamId).join();
    }

    @Test
    void aTokenIsForOneStream() {
        var token = issuer.token(STREAM, "t1", NOW);
        assertThat(check(token, STREAM))
                .isEqualTo(
                        new Verdict.Valid(
                                new PlaybackSession(
                                        "t1", STREAM, "k1", NOW, NOW.plus(Duration.ofMinutes(5)))));
        assertThat(check(token, OTHER)).isEqualTo(new Verdict.OtherStream());
    }

    static Stream<Arguments> bad() throws JOSEException {
        var issuer = new TestTokens("k1");
        var at = NOW;
        var good = issuer.token(STREAM, "t1", at);
        var claims = TestTokens.claims(STREAM, "t1", at).build();
        var parts = good.split("\\.", -1);
        var hmac =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                .type(new JOSEObjectType(PlaybackToken.TYPE))
                                .keyID("k1")
                                .build(),
                        claims);
        hmac.sign(new MACSigner(issuer.fact().jwk()));
        return Stream.of(
                bad(issuer, "no JWT", "x"),
                bad(issuer, "no JWT", "a.b.c"),
                bad(issuer, "no dots", parts[0]),
                bad(issuer, "no signature", parts[0] + "." + parts[1] + "."),
                bad(issuer, "a zero signature", parts[0] + "." + parts[1] + "." + "A".repeat(86)),
                bad(issuer, "alg none", new PlainJWT(claims).serialize()),
                bad(issuer, "HMAC with the public key", hmac.serialize()),
                bad(issuer, "someone else's key", new TestTokens("k1").token(STREAM, "t1", at)),
                bad(issuer, "an unknown key", new TestTokens("k2").token(STREAM, "t1", at)),
                bad(issuer, "no kid", issuer.signed(issuer.header().keyID(null).build(), claims)),
                bad(issuer, "no typ", issuer.signed(issuer.header().type(null).build(), claims)),
                bad(
                        issuer,
                        "an access token",
                        issuer.signed(issuer.header().type(JOSEObjectType.JWT).build(), claims)),
                bad(
                        issuer,
                        "crit",
                        issuer.signed(
                                issuer.header()
                                        .criticalParams(Set.of("exp"))
                                        .customParam("exp", 1)
                                        .build(),
                                claims)),
                bad(issuer, "iss", token(issuer, at, c -> c.issuer("someone"))),
                bad(issuer, "no iss", token(issuer, at, c -> c.issuer(null))),
                bad(issuer, "aud", token(issuer, at, c -> c.audience("headwater-api"))),
                bad(issuer, "no jti", token(issuer, at, c -> c.jwtID(null))),
                bad(issuer, "no iat", token(issuer, at, c -> c.issueTime(null))),
                bad(issuer, "no exp", token(issuer, at, c -> c.expirationTime(null))),
                bad(issuer, "no stream", token(issuer, at, c -> c.claim("stream", null))),
                bad(issuer, "a number", token(issuer, at, c -> c.claim("stream", 7))),
                bad(issuer, "no stream id", token(issuer, at, c -> c.claim("stream", "../x"))),
                bad(
                        issuer,
                        "expired",
                        token(issuer, at, c -> c.expirationTime(Date.from(at.minusSeconds(6))))),
                bad(
                        issuer,
                        "from the future",
                        token(issuer, at, c -> c.issueTime(Date.from(at.plusSeconds(7))))));
    }

    private static String token(
            TestTokens issuer, Instant at, UnaryOperator<JWTClaimsSet.Builder> change) {
        return issuer.token(STREAM, "t1", at, change);
    }

    private static Arguments bad(TestTokens issuer, String what, String token) {
        return Arguments.of(what, issuer, token);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aBadTokenIsNone(String what, TestTokens issuer, String token) {
        facts.on("key/k1", issuer.fact());
        assertThat(check(token, STREAM)).isEqualTo(new Verdict.Invalid());
        assertThat(check(token, STREAM)).isEqualTo(new Verdict.Invalid());
        assertThat(check(issuer.token(STREAM, "t1", NOW), STREAM))
                .isInstanceOf(Verdict.Valid.class);
    }

    private static PlaybackSession session(Instant issuedAt, Instant expiresAt) {
        return new PlaybackSession("t1", STREAM, "k1", issuedAt, expiresAt);
    }

    @Test
    void aSessionHoldsForAsLongAsItsToken() {
        var later = NOW.plusSeconds(60);
        var session = session(NOW, later);
        assertThat(tokens.holds(session)).isTrue();
        assertThat(tokens.holds(session(NOW.minusSeconds(60), NOW.minusSeconds(4)))).isTrue();
        assertThat(tokens.holds(session(NOW.minusSeconds(60), NOW.minusSeconds(5)))).isFalse();

        var revoked = new AccessFact.TokenRevoked("t1", STREAM, later);
        facts.on(revoked.key(), revoked);
        assertThat(tokens.holds(session)).isFalse();
        facts.on(revoked.key(), null);
        assertThat(tokens.holds(session)).isTrue();

        var all = new AccessFact.StreamRevoked(STREAM, NOW);
        facts.on(all.key(), all);
        assertThat(tokens.holds(session)).isFalse();
        assertThat(tokens.holds(session(NOW.plusSeconds(1), later))).isTrue();
        facts.on(all.key(), null);

        facts.on("key/k1", null);
        assertThat(tokens.holds(session)).as("signed with a key that counts no more").isFalse();
    }

    @Test
    void onlyKeysOfP256AreKeys() {
        var fact =
                new AccessFact.SigningKey(
                        "k3",
                        TestTokens.key("k3", Curve.P_384).toPublicJWK().toJSONString(),
                        TestTokens.ISSUER);
        assertThatThrownBy(() -> facts.on("key/k3", fact))
                .hasMessage("signing key k3 is not of P-256");
        assertThatThrownBy(
                        () -> facts.on("key/k3", new AccessFact.SigningKey("k3", "{}", "issuer")))
                .hasMessage("signing key k3 is no EC key");
    }
}
