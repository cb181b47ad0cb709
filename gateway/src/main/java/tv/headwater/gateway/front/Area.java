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
    /** The part of the API that chat-service answers. */
    CHAT_API,
    /** A stream's room, a WebSocket to chat-service. */
    CHAT,
    /** Steering Manifests, which tell players of other edges. */
    STEER,
    /** The gateway's own pages. */
    PAGES,
    /** The player alone, which pages of every origin may have in a frame. */
    EMBED;

    private static final Pattern PAGE =
            Pattern.compile(
                    "/|/watch/[a-z0-9]{16}|/studio(/[a-z0-9]{16})?|/admin|/assets/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+"
                            + "|/favicon\\.(ico|svg)|/robots\\.txt");
    private static final Pattern PLAYER = Pattern.compile("/embed/[a-z0-9]{16}");
    private static final Pattern STEERING_MANIFEST = Pattern.compile("/steer/[a-z0-9]{16}");
    private static final Pattern ROOM = Pattern.compile("/chat/[a-z0-9]{16}");
    private static final Pattern ROOM_API =
            Pattern.compile(
                    "/api/v1/live-streams/[a-z0-9]{16}/(messages|bans|chat-settings|chat-tickets|moderators"
                            + "|moderation-log|polls)(/.*)?|/api/v1/openapi/chat");
    private static final Pattern DOCS_PAGE =
            Pattern.compile("/api/(docs|docs/.*|swagger-ui/.*|swagger-ui\\.html)");

    /** What may be asked of it, in the order in which {@code Allow} names it. */
    public List<HttpMethod> methods() {
        return switch (this) {
            case DOCS, PAGES, EMBED -> List.of(HttpMethod.GET, HttpMethod.HEAD);
            case CHAT -> List.of(HttpMethod.GET);
            case LIVE, STEER -> List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
            case API, CHAT_API ->
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

    /** Whether pages of every origin may have it. */
    public boolean isOpen() {
        return this == LIVE || this == STEER;
    }

    /** Whether it is answered by metadata-service. */
    public boolean isMetadata() {
        return this == API || this == DOCS;
    }

    /** Whether it is part of the REST API, whoever answers it. */
    public boolean isApi() {
        return this == API || this == CHAT_API;
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
            return DOCS_PAGE.matcher(path).matches() ? DOCS : api(path);
        }
        if (ROOM.matcher(path).matches()) {
            return CHAT;
        }
        if (STEERING_MANIFEST.matcher(path).matches()) {
            return STEER;
        }
        if (PLAYER.matcher(path).matches()) {
            return EMBED;
        }
        return PAGE.matcher(path).matches() ? PAGES : null;
    }

    private static Area api(String path) {
        return ROOM_API.matcher(path).matches() ? CHAT_API : API;
    }
}
