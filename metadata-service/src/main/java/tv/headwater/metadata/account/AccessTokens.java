package tv.headwater.metadata.account;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tv.headwater.contract.access.AccessToken;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.signing.SignedTokens;
import tv.headwater.metadata.signing.SigningKeys;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Role;

/** Access tokens: JWTs of {@code typ} at+jwt (RFC 9068), checked without the database. */
@Component
class AccessTokens {

    private final SignedTokens tokens;
    private final MetadataProperties.Tokens properties;
    private final Clock clock;

    AccessTokens(SigningKeys keys, MetadataProperties properties, Clock clock) {
        this.properties = properties.tokens();
        this.clock = clock;
        this.tokens =
                new SignedTokens(
                        keys,
                        this.properties.issuer(),
                        AccessToken.TYPE,
                        AccessToken.AUDIENCE,
                        Set.of(
                                "sub",
                                "exp",
                                "iat",
                                "jti",
                                AccessToken.USERNAME,
                                AccessToken.ROLES));
    }

    String issue(User user) {
        var now = clock.instant();
        return tokens.sign(
                new JWTClaimsSet.Builder()
                        .subject(user.id().toString())
                        .claim(AccessToken.USERNAME, user.username())
                        .claim(
                                AccessToken.ROLES,
                                user.roles().stream().map(Role::name).sorted().toList())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(properties.access())))
                        .jwtID(UUID.randomUUID().toString()));
    }

    long expiresInSeconds() {
        return properties.access().toSeconds();
    }

    /** Empty if the token is not one of ours, is for something else, or has expired. */
    Optional<Caller> check(String token) {
        return tokens.check(token).flatMap(AccessTokens::caller);
    }

    private static Optional<Caller> caller(JWTClaimsSet claims) {
        try {
            var roles =
                    claims.getStringListClaim(AccessToken.ROLES).stream()
                            .map(Role::valueOf)
                            .collect(Collectors.toSet());
            return Optional.of(
                    new Caller(
                            UUID.fromString(claims.getSubject()),
                            claims.getStringClaim(AccessToken.USERNAME),
                            roles));
        } catch (ParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
