package tv.headwater.gateway.steering;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.gateway.front.Bearer;

/** The playback token of a request. Whether it is good the edges say. */
final class PlaybackTokens {

    private PlaybackTokens() {}

    /**
     * The token that stands in {@code Authorization}, where one of the path is as well by now, or in the cookie. Anything
     * that does not call itself a playback token, such as an access token of the API, is none: it must not get into a URL.
     */
    static @Nullable String of(ServerHttpRequest request) {
        var bearer = Bearer.tokens(request.getHeaders());
        var cookies =
                request.getCookies().getOrDefault(PlaybackToken.COOKIE, List.of()).stream()
                        .map(HttpCookie::getValue);
        return Stream.concat(bearer, cookies).filter(PlaybackToken::isOne).findFirst().orElse(null);
    }
}
