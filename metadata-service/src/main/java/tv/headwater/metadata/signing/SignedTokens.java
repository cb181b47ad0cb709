package tv.headwater.metadata.signing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;

/**
 * JWTs of one purpose, signed with ES256 and checked without the database: their {@code typ} and {@code aud} keep a token of one
 * purpose from passing for another's.
 */
public final class SignedTokens {

    private static final int MAX_CLOCK_SKEW_SECONDS = 5;

    private final SigningKeys keys;
    private final String issuer;
    private final JOSEObjectType type;
    private final String audience;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /**
     * @param type {@code typ}
     * @param audience {@code aud}
     * @param required claims that a token must have to be valid
     */
    public SignedTokens(
            SigningKeys keys, String issuer, String type, String audience, Set<String> required) {
        this.keys = keys;
        this.issuer = issuer;
        this.type = new JOSEObjectType(type);
        this.audience = audience;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(this.type));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(
                        JWSAlgorithm.ES256, (selector, _) -> selector.select(keys.open())));
        var claims =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        audience, new JWTClaimsSet.Builder().issuer(issuer).build(), required);
        claims.setMaxClockSkew(MAX_CLOCK_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
    }

    /** A token with {@code claims}, to which {@code iss} and {@code aud} are added. */
    public String sign(JWTClaimsSet.Builder claims) {
        var key = keys.secret();
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256).type(type).keyID(key.getKeyID()).build();
        var token = new SignedJWT(header, claims.issuer(issuer).audience(audience).build());
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign", e);
        }
        return token.serialize();
    }

    /** What a token says; empty if it is not one of ours, is for something else, or has expired. */
    public Optional<JWTClaimsSet> check(String token) {
        try {
            return Optional.of(processor.process(token, null));
        } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
