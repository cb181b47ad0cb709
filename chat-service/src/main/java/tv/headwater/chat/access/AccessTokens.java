package tv.headwater.chat.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import java.text.ParseException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tv.headwater.access.AccessFacts.VerificationKey;
import tv.headwater.contract.access.AccessToken;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Role;

/** Checks access tokens (RFC 9068) without asking anybody. */
final class AccessTokens {

    private static final JOSEObjectType TYPE = new JOSEObjectType(AccessToken.TYPE);
    private static final int MAX_CLOCK_SKEW_SECONDS = 5;
    private static final Set<String> REQUIRED =
            Set.of("sub", "exp", "iat", "jti", AccessToken.USERNAME, AccessToken.ROLES);

    private final Function<String, @Nullable VerificationKey> keys;

    /** @param keys by {@code kid} */
    AccessTokens(Function<String, @Nullable VerificationKey> keys) {
        this.keys = keys;
    }

    /** Empty if the token is not one of ours, is for something else, or has expired. */
    Optional<Caller> check(String token) {
        try {
            var jwt = SignedJWT.parse(token);
            var header = jwt.getHeader();
            var kid = header.getKeyID();
            var key = kid == null ? null : keys.apply(kid);
            if (key == null
                    || !TYPE.equals(header.getType())
                    || !JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    || !jwt.verify(key.verifier())) {
                return Optional.empty();
            }
            var claims = jwt.getJWTClaimsSet();
            verifier(key.issuer()).verify(claims, null);
            return Optional.of(caller(claims));
        } catch (ParseException | JOSEException | BadJOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static DefaultJWTClaimsVerifier<com.nimbusds.jose.proc.SecurityContext> verifier(
            String issuer) {
        var verifier =
                new DefaultJWTClaimsVerifier<>(
                        AccessToken.AUDIENCE,
                        new JWTClaimsSet.Builder().issuer(issuer).build(),
                        REQUIRED);
        verifier.setMaxClockSkew(MAX_CLOCK_SKEW_SECONDS);
        return verifier;
    }

    private static Caller caller(JWTClaimsSet claims) throws ParseException {
        var roles =
                claims.getStringListClaim(AccessToken.ROLES).stream()
                        .map(Role::valueOf)
                        .collect(Collectors.toSet());
        return new Caller(
                UUID.fromString(claims.getSubject()),
                claims.getStringClaim(AccessToken.USERNAME),
                roles);
    }
}
