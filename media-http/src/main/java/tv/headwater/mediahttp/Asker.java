package tv.headwater.mediahttp;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.access.TokenedPath;

/**
 * Who asks, as the request says it, unchecked. Nothing of it is ever part of a cache key.
 *
 * @param remoteAddress the peer's IP address
 * @param token a playback token: before the path, else as {@code Authorization: Bearer}, else as a cookie
 * @param session the id of a playback session, as {@link #SESSION_COOKIE} has it
 * @param cmcd Common Media Client Data (CTA-5004): keys and values, comma-separated, from the query or else the headers
 * @param cdnLoop which caches have passed the request on (RFC 8586), comma-separated
 */
public record Asker(
        String remoteAddress,
        @Nullable String token,
        @Nullable String session,
        @Nullable String cmcd,
        @Nullable String cdnLoop) {

    /** Gives a player without a token an identity for as long as it plays. */
    public static final String SESSION_COOKIE = "hw_view";

    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_-]{16,64}");
    private static final String BEARER = "Bearer ";
    private static final String CMCD = "CMCD=";
    private static final String CDN_LOOP = "CDN-Loop";

    /**
     * A parameter that a cache gives its own name in CDN-Loop: it asks for the parts of a segment that is being made, and wants no segment that
     * comes as it is made.
     */
    public static final String WHOLE_SEGMENTS = "segments=whole";

    /** The request headers of CMCD. */
    static final List<String> CMCD_HEADERS =
            List.of("CMCD-Object", "CMCD-Request", "CMCD-Session", "CMCD-Status");

    /** Whether the cache that asks, rather than one before it, said {@link #WHOLE_SEGMENTS}. */
    boolean wantsWholeSegments() {
        return cdnLoop != null
                && Arrays.stream(cdnLoop.substring(cdnLoop.lastIndexOf(',') + 1).split(";", -1))
                        .anyMatch(each -> each.strip().equals(WHOLE_SEGMENTS));
    }

    /** Someone who says nothing. */
    public static Asker at(String remoteAddress) {
        return new Asker(remoteAddress, null, null, null, null);
    }

    static Asker of(
            String remoteAddress,
            @Nullable String pathToken,
            @Nullable String query,
            HttpHeaders headers) {
        var cookies =
                headers.contains(HttpHeaderNames.COOKIE)
                        ? Cookies.of(headers.getAll(HttpHeaderNames.COOKIE))
                        : Cookies.NONE;
        var session = cookies.value(SESSION_COOKIE);
        return new Asker(
                remoteAddress,
                token(pathToken, headers, cookies),
                session != null && SESSION.matcher(session).matches() ? session : null,
                cmcd(query, headers),
                headers.contains(CDN_LOOP) ? String.join(",", headers.getAll(CDN_LOOP)) : null);
    }

    private static @Nullable String token(
            @Nullable String pathToken, HttpHeaders headers, Cookies cookies) {
        if (pathToken != null) {
            return pathToken;
        }
        var authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null
                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return possible(authorization.substring(BEARER.length()).strip());
        }
        return possible(cookies.value(PlaybackToken.COOKIE));
    }

    private static @Nullable String possible(@Nullable String token) {
        return token != null && TokenedPath.isPossible(token) ? token : null;
    }

    private static @Nullable String cmcd(@Nullable String query, HttpHeaders headers) {
        if (query != null && query.contains(CMCD)) {
            for (var parameter : query.split("&", -1)) {
                if (parameter.startsWith(CMCD)) {
                    return decoded(parameter.substring(CMCD.length()));
                }
            }
        }
        @Nullable StringBuilder all = null;
        for (var name : CMCD_HEADERS) {
            var value = headers.get(name);
            if (value != null) {
                all = all == null ? new StringBuilder() : all.append(',');
                all.append(value);
            }
        }
        return all == null ? null : all.toString();
    }

    private static @Nullable String decoded(String value) {
        try {
            return QueryStringDecoder.decodeComponent(value);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    @Override
    public String toString() {
        return "Asker[" + remoteAddress + "]";
    }

    /** Cookies as a client sends them (RFC 6265 4.2). */
    private record Cookies(List<String> pairs) {

        static final Cookies NONE = new Cookies(List.of());

        static Cookies of(List<String> lines) {
            return new Cookies(
                    lines.stream()
                            .flatMap(line -> Stream.of(line.split(";", -1)))
                            .map(String::strip)
                            .toList());
        }

        /** The first of that name, as a server should take it; null if there is none. */
        @Nullable String value(String name) {
            for (var pair : pairs) {
                if (pair.startsWith(name + "=")) {
                    return pair.substring(name.length() + 1);
                }
            }
            return null;
        }
    }
}
