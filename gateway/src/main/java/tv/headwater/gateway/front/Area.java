package tv.headwater.gateway.front;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import tv.headwater.contract.live.MediaPath;

/** All there is behind the gateway. A path that is in no area does not exist. */
public enum Area {
    /** metadata-service's REST API, its description and the keys its tokens are signed with. */
    API,
    /** The browsable description of the API, which brings its own scripts and styles. */
    DOCS,
    /** Playlists and media, from an edge. */
    LIVE,
    /** The gateway's own pages. */
    PAGES;

    private static final Pattern PAGE =
            Pattern.compile(
                    "/|/watch/[a-z0-9]{16}|/assets/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+"
                            + "|/favicon\\.(ico|svg)|/robots\\.txt");
    private static final Pattern DOCS_PAGE =
            Pattern.compile("/api/(docs|docs/.*|swagger-ui/.*|swagger-ui\\.html)");

    /** What may be asked of it, in the order in which {@code Allow} names it. */
    public List<HttpMethod> methods() {
        return switch (this) {
            case DOCS, PAGES -> List.of(HttpMethod.GET, HttpMethod.HEAD);
            case LIVE -> List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
            case API ->
                    List.of(
                            HttpMethod.GET,
                            HttpMethod.HEAD,
                            HttpMethod.POST,
                            HttpMethod.PUT,
                            HttpMethod.PATCH,
                            HttpMethod.DELETE,
                            HttpMethod.OPTIONS);
        };
    }

    /** Whether it is answered by metadata-service. */
    public boolean isMetadata() {
        return this == API || this == DOCS;
    }

    /**
     * Finds the area of a path.
     *
     * @param path as it stands on the wire, {@link RequestTarget#isPlain plain}
     * @return null if nothing is there
     */
    public static @Nullable Area of(String path) {
        if (path.startsWith("/live/")) {
            return MediaPath.parse(path) == null ? null : LIVE;
        }
        if (path.equals("/.well-known/jwks.json")) {
            return API;
        }
        if (path.startsWith("/api/") && path.length() > "/api/".length()) {
            return DOCS_PAGE.matcher(path).matches() ? DOCS : API;
        }
        return PAGE.matcher(path).matches() ? PAGES : null;
    }
}
