package tv.headwater.metadata.account;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.stereotype.Component;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.rest.Caller;

/** Knows who a bearer token stands for: an access token or an API key. */
@Component
class BearerTokens implements AuthenticationManager {

    private final AccessTokens accessTokens;
    private final ApiKeys apiKeys;
    private final Users users;
    private final Clock clock;

    BearerTokens(AccessTokens accessTokens, ApiKeys apiKeys, Users users, Clock clock) {
        this.accessTokens = accessTokens;
        this.apiKeys = apiKeys;
        this.users = users;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication request) {
        if (!(request instanceof BearerTokenAuthenticationToken bearer)) {
            throw new InvalidBearerTokenException("not a bearer token");
        }
        var token = bearer.getToken();
        var caller = token.startsWith(ApiKey.PREFIX) ? ofApiKey(token) : accessTokens.check(token);
        return caller.map(BearerTokens::authenticated)
                .orElseThrow(() -> new InvalidBearerTokenException("invalid token"));
    }

    private Optional<Caller> ofApiKey(String key) {
        return apiKeys.withHash(StreamKey.sha256(key))
                .filter(row -> !row.isExpired(clock.instant()))
                .flatMap(row -> users.findById(row.userId()))
                .map(User::caller);
    }

    private static Authentication authenticated(Caller caller) {
        List<SimpleGrantedAuthority> roles =
                caller.roles().stream()
                        .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                        .toList();
        return UsernamePasswordAuthenticationToken.authenticated(caller, null, roles);
    }
}
