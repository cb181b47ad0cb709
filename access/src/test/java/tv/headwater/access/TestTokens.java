package tv.headwater.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.id.StreamId;

/** Issues playback tokens with a key of its own. */
public final class TestTokens {

    public static final String ISSUER = "headwater-test";

    private final ECKey key;

    public TestTokens(String kid) {
        key = key(kid, Curve.P_256);
    }

    static ECKey key(String kid, Curve curve) {
        try {
            return new ECKeyGenerator(curve).keyID(kid).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public AccessFact.SigningKey fact() {
        return new AccessFact.SigningKey(key.getKeyID(), key.toPublicJWK().toJSONString(), ISSUER);
    }

    /** A good one, for five minutes. */
    public String token(StreamId streamId, String id, Instant issuedAt) {
        return token(streamId, id, issuedAt, claims -> claims);
    }

    String token(
            StreamId streamId,
            String id,
            Instant issuedAt,
            UnaryOperator<JWTClaimsSet.Builder> change) {
        return signed(header().build(), change.apply(claims(streamId, id, issuedAt)).build());
    }

    JWSHeader.Builder header() {
        return new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(new JOSEObjectType(PlaybackToken.TYPE))
                .keyID(key.getKeyID());
    }

    static JWTClaimsSet.Builder claims(StreamId streamId, String id, Instant issuedAt) {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(PlaybackToken.AUDIENCE)
                .subject("someone")
                .jwtID(id)
                .issueTime(Date.from(issuedAt))
                .expirationTime(Date.from(issuedAt.plus(Duration.ofMinutes(5))))
                .claim(PlaybackToken.STREAM, streamId.value());
    }

    String signed(JWSHeader header, JWTClaimsSet claims) {
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
