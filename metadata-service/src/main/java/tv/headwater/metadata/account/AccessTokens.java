package tv.headwater.metadata.account;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.web.Caller;
import tv.headwater.metadata.web.Role;

/** Access tokens: JWTs of {@code typ} at+jwt (RFC 9068), signed with ES256, checked without the database. */
@Component
class AccessTokens {

    static final String AUDIENCE = "headwater-api";

    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final int MAX_CLOCK_SKEW_SECONDS = 5;

    private final SigningKey key;
    private final MetadataProperties.Tokens properties;
    private final Clock clock;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    AccessTokens(SigningKey key, MetadataProperties properties, Clock clock) {
        this.key = key;
        this.properties = properties.tokens();
        this.clock = clock;
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(TYPE));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(
                        JWSAlgorithm.ES256, new ImmutableJWKSet<>(key.open())));
        var claims =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        AUDIENCE,
                        new JWTClaimsSet.Builder().issuer(this.properties.issuer()).build(),
                        Set.of("sub", "exp", "iat", "jti", "username", "roles"));
        claims.setMaxClockSkew(MAX_CLOCK_SKEW_SECONDS);
        processor.setJWTClaimsSetVerifier(claims);
    }

    String issue(User user) {
        var now = clock.instant();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(properties.issuer())
                        .audience(AUDIENCE)
                        .subject(user.id().toString())
                        .claim("username", user.username())
                        .claim("roles", user.roles().stream().map(Role::name).sorted().toList())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(properties.access())))
                        .jwtID(UUID.randomUUID().toString())
                        .build();
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(TYPE)
                        .keyID(key.secret().getKeyID())
                        .build();
        var token = new SignedJWT(header, claims);
        try {
            token.sign(new ECDSASigner(key.secret()));
        } catch (JOSEException e) {
            throw new IllegalStateException("cannot sign", e);
        }
        return token.serialize();
    }

    long expiresInSeconds() {
        return properties.access().toSeconds();
    }

    /** Empty if the token is not one of ours, is for something else, or has expired. */
    Optional<Caller> check(String token) {
        try {
            var claims = processor.process(token, null);
            var roles =
                    claims.getStringListClaim("roles").stream()
                            .map(Role::valueOf)
                            .collect(Collectors.toSet());
            return Optional.of(
                    new Caller(
                            UUID.fromString(claims.getSubject()),
                            claims.getStringClaim("username"),
                            roles));
        } catch (ParseException | BadJOSEException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
