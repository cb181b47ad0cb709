package tv.headwater.mediahttp;

import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_MAX_AGE;
import static io.netty.handler.codec.http.HttpHeaderNames.HOST;
import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.VARY;

import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who may read answers in a browser (Fetch standard, CORS): pages of any origin, but cookies count only for pages of the host
 * itself, whatever their port. That is where Headwater's own pages are, and another site could otherwise play with a
 * visitor's right to watch.
 */
final class Cors {

    static final String EXPOSED = "Age, Content-Length, Content-Range, Date, ETag, Retry-After";
    private static final String ALLOWED =
            "Authorization, "
                    + String.join(", ", Asker.CMCD_HEADERS)
                    + ", If-None-Match, If-Range, Range";
    private static final int DAY_SECONDS = 86_400;

    private Cors() {}

    /** Says in an answer's headers who may read it. */
    static void allow(HttpHeaders request, Answer answer) {
        var origin = request.get(ORIGIN);
        var headers = answer.headers();
        if (origin != null && isOfHost(origin, request.get(HOST))) {
            headers.set(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        } else {
            headers.set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        // Caches that know no Vary still keep segments that were asked for without an origin.
        if (origin != null && !answer.says(VARY)) {
            headers.set(VARY, ORIGIN);
        }
    }

    /** Completes the answer to a preflight. */
    static void preflight(HttpHeaders answer, String methods) {
        answer.set(ACCESS_CONTROL_ALLOW_METHODS, methods);
        answer.set(ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED);
        answer.set(ACCESS_CONTROL_MAX_AGE, DAY_SECONDS);
    }

    private static boolean isOfHost(String origin, @Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            var page = URI.create(origin);
            return page.getHost() != null
                    && page.getHost().toLowerCase(Locale.ROOT).equals(withoutPort(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return (colon > host.lastIndexOf(']') ? host.substring(0, colon) : host)
                .toLowerCase(Locale.ROOT);
    }
}
