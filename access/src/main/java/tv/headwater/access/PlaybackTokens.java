package tv.headwater.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.access.PlaybackSession;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.id.StreamId;

/**
 * Checks playback tokens (RFC 7519, RFC 8725). A signature is checked once, on a thread of its own kind because that takes as long
 * as serving a hundred objects from memory; how it went is remembered under the token's hash. Whether the token has expired
 * or was withdrawn is looked at every time.
 */
public final class PlaybackTokens implements AutoCloseable {

    /** How long a bad token is remembered as bad: clocks may differ, and keys may come late. */
    private static final Duration BAD = Duration.ofSeconds(5);

    private final AccessFacts facts;
    private final Clock clock;
    private final Cache<Hash, PlaybackSession> good;
    private final Cache<Hash, Boolean> bad;
    private final ThreadPoolExecutor checks;
    private final Counter checked;
    private final Counter refused;

    /**
     * How much is remembered and done at once.
     *
     * @param maxRemembered tokens with a good signature, and again as many with none
     * @param maxChecks signatures that wait to be checked; beyond them it is {@link Verdict.Busy}
     */
    public record Limits(int maxRemembered, int maxChecks) {}

    /** What a token is good for. */
    public sealed interface Verdict {

        record Valid(PlaybackSession session) implements Verdict {}

        /** It is good, but for another stream. */
        record OtherStream() implements Verdict {}

        record Invalid() implements Verdict {}

        /** Too many are being checked to say. */
        record Busy() implements Verdict {}
    }

    /** 128 bits of a token's SHA-256: enough that nobody finds two of a kind. */
    private record Hash(long high, long low) {

        static Hash of(String token) {
            try {
                var bytes =
                        ByteBuffer.wrap(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(token.getBytes(StandardCharsets.US_ASCII)));
                return new Hash(bytes.getLong(), bytes.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    }

    public PlaybackTokens(
            AccessFacts facts, Limits limits, Clock clock, Ticker ticker, MeterRegistry registry) {
        this.facts = facts;
        this.clock = clock;
        this.good =
                Caffeine.newBuilder()
                        .maximumSize(limits.maxRemembered())
                        .expireAfterAccess(Duration.ofMinutes(10))
                        .ticker(ticker)
                        .build();
        this.bad =
                Caffeine.newBuilder()
                        .maximumSize(limits.maxRemembered())
                        .expireAfterWrite(BAD)
                        .ticker(ticker)
                        .build();
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        this.checks =
                new ThreadPoolExecutor(
                        threads,
                        threads,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(limits.maxChecks()),
                        Thread.ofPlatform().name("token-checks-", 0).daemon().factory());
        this.checked =
                Counter.builder("headwater.access.checks")
                        .description("signatures of playback tokens that were checked")
                        .register(registry);
        this.refused =
                Counter.builder("headwater.access.checks.refused")
                        .description("playback tokens not checked because too many waited")
                        .register(registry);
    }

    /** Says what {@code token} is good for. Does not block; the stage is complete at once for a token that is remembered. */
    public CompletableFuture<Verdict> check(String token, StreamId streamId) {
        var hash = Hash.of(token);
        var session = good.getIfPresent(hash);
        if (session != null) {
            return CompletableFuture.completedFuture(verdict(session, streamId));
        }
        if (bad.getIfPresent(hash) != null) {
            return CompletableFuture.completedFuture(new Verdict.Invalid());
        }
        try {
            return CompletableFuture.supplyAsync(() -> verdict(hash, token, streamId), checks);
        } catch (RejectedExecutionException e) {
            refused.increment();
            return CompletableFuture.completedFuture(new Verdict.Busy());
        }
    }

    /** The session of a token that was checked a moment ago and is valid for {@code streamId}; else null. */
    public @Nullable PlaybackSession remembered(String token, StreamId streamId) {
        var session = good.getIfPresent(Hash.of(token));
        return session != null && verdict(session, streamId) instanceof Verdict.Valid(var valid)
                ? valid
                : null;
    }

    /** Whether a token that was valid once still is: it has not expired and was not withdrawn. */
    public boolean holds(PlaybackSession session) {
        return session.isCurrent(clock.instant()) && !facts.isRevoked(session);
    }

    private Verdict verdict(PlaybackSession session, StreamId streamId) {
        if (!holds(session)) {
            return new Verdict.Invalid();
        }
        return session.streamId().equals(streamId)
                ? new Verdict.Valid(session)
                : new Verdict.OtherStream();
    }

    private Verdict verdict(Hash hash, String token, StreamId streamId) {
        var session = good.getIfPresent(hash);
        if (session == null) {
            session = read(token);
        }
        if (session == null) {
            bad.put(hash, true);
            return new Verdict.Invalid();
        }
        good.put(hash, session);
        return verdict(session, streamId);
    }

    /** What a token says; null if it is malformed, of another kind, signed by nobody known or not in its time. */
    private @Nullable PlaybackSession read(String token) {
        try {
            var jwt = SignedJWT.parse(token);
            var header = jwt.getHeader();
            // ES256 alone: who lets the token choose lets it choose "none" (RFC 8725 3.1).
            if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    || header.getType() == null
                    || !PlaybackToken.TYPE.equals(header.getType().getType())
                    || header.getCriticalParams() != null
                    || header.getKeyID() == null) {
                return null;
            }
            var key = facts.key(header.getKeyID());
            if (key == null) {
                return null;
            }
            var session = session(key, jwt.getJWTClaimsSet());
            if (session == null || !session.isCurrent(clock.instant())) {
                return null;
            }
            checked.increment();
            return jwt.verify(key.verifier()) ? session : null;
        } catch (ParseException | JOSEException | RuntimeException e) {
            return null;
        }
    }

    private static @Nullable PlaybackSession session(
            AccessFacts.VerificationKey key, JWTClaimsSet claims) throws ParseException {
        var stream = claims.getStringClaim(PlaybackToken.STREAM);
        var complete =
                key.issuer().equals(claims.getIssuer())
                        && claims.getAudience().contains(PlaybackToken.AUDIENCE)
                        && claims.getJWTID() != null
                        && !claims.getJWTID().isEmpty()
                        && claims.getIssueTime() != null
                        && claims.getExpirationTime() != null
                        && stream != null
                        && StreamId.isValid(stream);
        return complete
                ? new PlaybackSession(
                        claims.getJWTID(),
                        new StreamId(stream),
                        key.kid(),
                        claims.getIssueTime().toInstant(),
                        claims.getExpirationTime().toInstant())
                : null;
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }
}
