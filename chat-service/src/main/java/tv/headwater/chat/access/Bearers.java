package tv.headwater.chat.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Callers;

/** Knows who a bearer token stands for: an access token or an API key. A playback token stands for no account. */
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
        var token = token(request);
        if (token == null || PlaybackToken.isOne(token)) {
            return null;
        }
        Optional<Caller> caller =
                token.startsWith(ApiKeys.PREFIX) ? apiKeys.check(token) : tokens.check(token);
        return caller.orElseThrow(ApiProblem::unauthenticated);
    }

    /**
     * What a request shows as its bearer token, unchecked; null if it shows nothing.
     *
     * @throws ApiProblem 401 if it shows something else
     */
    static @Nullable String token(HttpServletRequest request) {
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return null;
        }
        if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw ApiProblem.unauthenticated();
        }
        return header.substring(SCHEME.length()).strip();
    }
}
