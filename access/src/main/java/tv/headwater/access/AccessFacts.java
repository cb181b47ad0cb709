package tv.headwater.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import java.text.ParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.access.PlaybackSession;

/**
 * What tokens are checked against, as the topic {@code playback-access} tells it; as long as what it names exists. Safe for use by
 * many threads.
 */
public final class AccessFacts {

    private final Map<String, VerificationKey> keys = new ConcurrentHashMap<>();
    private final Map<String, AccessFact> revocations = new ConcurrentHashMap<>();

    /** A public key that may have signed tokens, of P-256. */
    public record VerificationKey(String kid, String issuer, JWSVerifier verifier) {}

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

    /** Null where tokens are not signed with it, or not any more. */
    public @Nullable VerificationKey key(String kid) {
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
