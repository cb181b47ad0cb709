package tv.headwater.edge.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;

/**
 * What decides who may play, as the topics {@code streams} and {@code playback-access} tell it. Both are as long as what they
 * name exists. Safe for use by many threads.
 */
public final class AccessFacts {

    /** A deleted stream needs its token for as long as something of it may still be in the cache. */
    private static final Duration CACHED = Duration.ofHours(2);

    private static final int MAX_DELETED = 100_000;

    private final Set<StreamId> signed = ConcurrentHashMap.newKeySet();
    private final Cache<StreamId, Boolean> deleted;
    private final Map<String, VerificationKey> keys = new ConcurrentHashMap<>();
    private final Map<String, AccessFact> revocations = new ConcurrentHashMap<>();

    /** A public key that may have signed tokens. */
    record VerificationKey(String kid, String issuer, JWSVerifier verifier) {}

    public AccessFacts(Ticker ticker) {
        this.deleted =
                Caffeine.newBuilder()
                        .expireAfterWrite(CACHED)
                        .maximumSize(MAX_DELETED)
                        .ticker(ticker)
                        .build();
    }

    /**
     * A stream's newest word.
     *
     * @param settings null where it was deleted
     */
    public void on(StreamId streamId, @Nullable StreamSettings settings) {
        if (settings == null) {
            if (signed.contains(streamId)) {
                deleted.put(streamId, true);
            }
            signed.remove(streamId);
        } else if (settings.playbackPolicy() == PlaybackPolicy.SIGNED) {
            signed.add(streamId);
        } else {
            signed.remove(streamId);
        }
    }

    /**
     * A fact's newest word.
     *
     * @param fact null where no token can meet it any more
     * @throws IllegalArgumentException if a signing key is none of P-256
     */
    public void on(String key, @Nullable AccessFact fact) {
        switch (fact) {
            case null -> {
                keys.remove(key);
                revocations.remove(key);
            }
            case AccessFact.SigningKey signing -> keys.put(signing.key(), verification(signing));
            case AccessFact.TokenRevoked revoked -> revocations.put(revoked.key(), revoked);
            case AccessFact.StreamRevoked revoked -> revocations.put(revoked.key(), revoked);
        }
    }

    private static VerificationKey verification(AccessFact.SigningKey key) {
        try {
            var jwk = ECKey.parse(key.jwk());
            if (!Curve.P_256.equals(jwk.getCurve())) {
                throw new IllegalArgumentException("signing key " + key.kid() + " is not of P-256");
            }
            return new VerificationKey(
                    key.kid(), key.issuer(), new ECDSAVerifier(jwk.toPublicJWK()));
        } catch (ParseException | JOSEException e) {
            throw new IllegalArgumentException("signing key " + key.kid() + " is no EC key", e);
        }
    }

    /** Whether only who has a token may play it. A stream nobody has said anything of is public. */
    public boolean isSigned(StreamId streamId) {
        return signed.contains(streamId) || deleted.getIfPresent(streamId) != null;
    }

    @Nullable VerificationKey key(String kid) {
        return keys.get("key/" + kid);
    }

    /** Whether a token counts no more although its time is not over: it, its stream's or its key was withdrawn. */
    boolean isRevoked(PlaybackSession session) {
        return !keys.containsKey("key/" + session.kid())
                || revocations.containsKey(
                        AccessFact.TokenRevoked.keyOf(session.streamId(), session.tokenId()))
                || (revocations.get("stream/" + session.streamId())
                                instanceof AccessFact.StreamRevoked revoked
                        && !session.issuedAt().isAfter(revoked.issuedUntil()));
    }
}
