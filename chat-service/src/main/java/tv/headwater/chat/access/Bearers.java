package tv.headwater.chat.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Callers;

/** Knows who a bearer token stands for: an access token or an API key. */
final class Bearers implements Callers {

    private static final String SCHEME = "bearer ";

    private final AccessTokens tokens;
    private final ApiKeys apiKeys;

    Bearers(AccessTokens tokens, ApiKeys apiKeys) {
        this.tokens = tokens;
        this.apiKeys = apiKeys;
    }

    @Override
    public @Nullable Caller of(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return null;
        }
        if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw ApiProblem.unauthenticated();
        }
        var token = header.substring(SCHEME.length()).strip();
        Optional<Caller> caller =
                token.startsWith(ApiKeys.PREFIX) ? apiKeys.check(token) : tokens.check(token);
        return caller.orElseThrow(ApiProblem::unauthenticated);
    }
}
