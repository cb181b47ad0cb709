package tv.headwater.metadata.playback;

import com.nimbusds.jwt.JWTClaimsSet;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tv.headwater.contract.access.AccessFact.StreamRevoked;
import tv.headwater.contract.access.AccessFact.TokenRevoked;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.access.TokenedPath;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.access.AccessFacts;
import tv.headwater.metadata.signing.SignedTokens;
import tv.headwater.metadata.signing.SigningKeys;
import tv.headwater.metadata.stream.Admissions;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Outages;

/** Gives out playback tokens and knows them again. */
@Component
class PlaybackTokens implements Admissions {

    /** Longer than it takes to the next second, however the clock of the database was set meanwhile. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(3);

    private final AccessFacts facts;
    private final SignedTokens tokens;
    private final Counter issued;

    PlaybackTokens(
            AccessFacts facts,
            SigningKeys keys,
            MetadataProperties properties,
            MeterRegistry registry) {
        this.facts = facts;
        this.tokens =
                new SignedTokens(
                        keys,
                        properties.tokens().issuer(),
                        PlaybackToken.TYPE,
                        PlaybackToken.AUDIENCE,
                        Set.of("sub", "exp", "iat", "jti", PlaybackToken.STREAM));
        this.issued = registry.counter("headwater.metadata.playback.tokens.issued");
    }

    record Issued(String tokenId, String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Issued[tokenId=" + tokenId + "]";
        }
    }

    /** What is in a token that is valid. */
    record Checked(String tokenId, StreamId streamId, Instant expiresAt) {}

    Issued issue(StreamId streamId, Duration expiresIn, String viewerId)
            throws InterruptedException {
        var at = issueTime(streamId);
        var expiresAt = at.plus(expiresIn);
        var tokenId = UUID.randomUUID().toString();
        var token =
                tokens.sign(
                        new JWTClaimsSet.Builder()
                                .subject(viewerId)
                                .jwtID(tokenId)
                                .claim(PlaybackToken.STREAM, streamId.value())
                                .issueTime(Date.from(at))
                                .expirationTime(Date.from(expiresAt)));
        issued.increment();
        return new Issued(tokenId, token, expiresAt);
    }

    /**
     * Now in whole seconds, as {@code iat} is. In the second in which all tokens of the stream were revoked, one more would be void from
     * the start: it waits for the next.
     */
    private Instant issueTime(StreamId streamId) throws InterruptedException {
        var revoked = facts.find(Revocations.ofStream(streamId)).orElse(null);
        var now = facts.now();
        long deadline = System.nanoTime() + MAX_WAIT.toNanos();
        while (revoked instanceof StreamRevoked stream && isVoid(now, stream)) {
            if (System.nanoTime() > deadline) {
                throw ApiProblem.unavailable("all tokens were revoked just now; try again");
            }
            var next = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
            Thread.sleep(Duration.between(now, next));
            now = facts.now();
        }
        return now.truncatedTo(ChronoUnit.SECONDS);
    }

    private static boolean isVoid(Instant issuedAt, StreamRevoked revoked) {
        return !issuedAt.truncatedTo(ChronoUnit.SECONDS).isAfter(revoked.issuedUntil());
    }

    /** Empty if the token is not one of ours, has expired or is revoked. */
    Optional<Checked> check(String token) {
        if (!TokenedPath.isPossible(token)) {
            return Optional.empty();
        }
        return tokens.check(token).flatMap(this::unrevoked);
    }

    @Override
    public boolean admits(String token, StreamId streamId) {
        return check(token).filter(checked -> checked.streamId().equals(streamId)).isPresent();
    }

    private Optional<Checked> unrevoked(JWTClaimsSet claims) {
        try {
            var checked =
                    new Checked(
                            claims.getJWTID(),
                            new StreamId(claims.getStringClaim(PlaybackToken.STREAM)),
                            claims.getExpirationTime().toInstant());
            return isRevoked(checked, claims.getIssueTime().toInstant())
                    ? Optional.empty()
                    : Optional.of(checked);
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private boolean isRevoked(Checked token, Instant issuedAt) {
        try {
            return facts.find(TokenRevoked.keyOf(token.streamId(), token.tokenId())).isPresent()
                    || (facts.find(Revocations.ofStream(token.streamId())).orElse(null)
                                    instanceof StreamRevoked stream
                            && isVoid(issuedAt, stream));
        } catch (RuntimeException e) {
            // Edges know what is revoked without the database and ask again.
            if (Outages.isDatabaseAway(e)) {
                return false;
            }
            throw e;
        }
    }
}
