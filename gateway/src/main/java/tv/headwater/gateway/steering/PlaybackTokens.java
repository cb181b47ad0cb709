package tv.headwater.gateway.steering;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import tools.jackson.core.JacksonException;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.access.TokenedPath;
import tv.headwater.contract.log.Json;

/** The playback token of a request. Whether it is good the edges say. */
final class PlaybackTokens {

    private static final String BEARER = "Bearer ";

    private PlaybackTokens() {}

    /**
     * The token that stands in {@code Authorization}, where one of the path is as well by now, or in the cookie. Anything
     * that does not call itself a playback token, such as an access token of the API, is none: it must not get into a URL.
     */
    static @Nullable String of(ServerHttpRequest request) {
        var bearer =
                request.getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION).stream()
                        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                        .map(value -> value.substring(BEARER.length()).strip());
        var cookies =
                request.getCookies().getOrDefault(PlaybackToken.COOKIE, List.of()).stream()
                        .map(HttpCookie::getValue);
        return Stream.concat(bearer, cookies)
                .filter(PlaybackTokens::isPlaybackToken)
                .findFirst()
                .orElse(null);
    }

    private static boolean isPlaybackToken(String token) {
        int dot = token.indexOf('.');
        if (dot < 0 || !TokenedPath.isPossible(token)) {
            return false;
        }
        try {
            var header =
                    Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token.substring(0, dot)));
            return PlaybackToken.TYPE.equals(header.path("typ").asString(""));
        } catch (JacksonException | IllegalArgumentException _) {
            return false;
        }
    }
}
