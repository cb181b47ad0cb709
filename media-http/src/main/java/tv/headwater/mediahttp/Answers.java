package tv.headwater.mediahttp;

import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT_RANGES;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_MAX_AGE;
import static io.netty.handler.codec.http.HttpHeaderNames.AGE;
import static io.netty.handler.codec.http.HttpHeaderNames.ALLOW;
import static io.netty.handler.codec.http.HttpHeaderNames.CACHE_CONTROL;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_RANGE;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.ETAG;
import static io.netty.handler.codec.http.HttpHeaderNames.IF_NONE_MATCH;
import static io.netty.handler.codec.http.HttpHeaderNames.IF_RANGE;
import static io.netty.handler.codec.http.HttpHeaderNames.RANGE;
import static io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;
import static io.netty.handler.codec.http.HttpHeaderNames.VARY;
import static io.netty.handler.codec.http.HttpHeaderValues.GZIP;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaResponse.Caching;

/** How each outcome reads on the wire. */
final class Answers {

    private static final String METHODS = "GET, HEAD, OPTIONS";
    private static final String NO_STORE = "no-store";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private Answers() {}

    static Answer of(MediaPath path, HttpRequest request, MediaResponse response) {
        return switch (response) {
            case MediaResponse.Found found -> found(path, request, found);
            case MediaResponse.BadRequest(var why) -> problem(HttpResponseStatus.BAD_REQUEST, why);
            case MediaResponse.Forbidden(var why) -> problem(HttpResponseStatus.FORBIDDEN, why);
            case MediaResponse.NotFound(var why, var caching) -> {
                var answer = problem(HttpResponseStatus.NOT_FOUND, why);
                answer.headers().set(CACHE_CONTROL, text(caching));
                yield answer;
            }
            case MediaResponse.Unavailable(var why, var retryAfter) -> unavailable(why, retryAfter);
        };
    }

    static Answer unavailable(String why, Duration retryAfter) {
        var answer = problem(HttpResponseStatus.SERVICE_UNAVAILABLE, why);
        answer.headers().set(RETRY_AFTER, Math.max(1, retryAfter.toSeconds()));
        return answer;
    }

    /** An answer without a representation: a sentence that repeats nothing of the request. */
    static Answer problem(HttpResponseStatus status, String why) {
        var body =
                ByteBuffer.wrap((why + "\n").getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
        var headers = headers();
        headers.set(CONTENT_TYPE, "text/plain; charset=utf-8");
        headers.set(CONTENT_LENGTH, body.remaining());
        headers.set(CACHE_CONTROL, NO_STORE);
        return new Answer(status, headers, body, false);
    }

    static Answer methodNotAllowed() {
        var answer =
                problem(
                        HttpResponseStatus.METHOD_NOT_ALLOWED,
                        "the method is not one of " + METHODS);
        answer.headers().set(ALLOW, METHODS);
        return answer;
    }

    /** The answer to OPTIONS, which is a CORS preflight where it comes from a browser. */
    static Answer options() {
        var headers = headers();
        headers.set(ALLOW, METHODS);
        headers.set(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.set(ACCESS_CONTROL_ALLOW_HEADERS, "Authorization, If-None-Match, If-Range, Range");
        headers.set(ACCESS_CONTROL_MAX_AGE, 86_400);
        return new Answer(HttpResponseStatus.NO_CONTENT, headers, NOTHING, false);
    }

    private static Answer found(MediaPath path, HttpRequest request, MediaResponse.Found found) {
        if (path instanceof MediaPath.Key) {
            return key(found);
        }
        var coding = ContentCoding.of(request, found);
        var tag = EntityTag.of(path, found, coding);
        var headers = headers();
        headers.set(ETAG, tag.text());
        if (ContentCoding.varies(found)) {
            headers.set(VARY, ACCEPT_ENCODING);
        }
        headers.set(CACHE_CONTROL, text(found.caching()));
        // A player takes Age for the truth when it looks for the live edge: say nothing rather than
        // 0.
        if (found.age().toSeconds() > 0) {
            headers.set(AGE, found.age().toSeconds());
        }
        if (tag.isIn(joined(request, IF_NONE_MATCH))) {
            return new Answer(HttpResponseStatus.NOT_MODIFIED, headers, NOTHING, false);
        }
        if (coding == ContentCoding.GZIP) {
            headers.set(CONTENT_ENCODING, GZIP);
            return body(HttpResponseStatus.OK, headers, found, found.content().gzip());
        }
        headers.set(ACCEPT_RANGES, "bytes");
        var range =
                request.method().equals(HttpMethod.GET)
                                && tag.allowsRange(request.headers().get(IF_RANGE))
                        ? ByteRange.parse(joined(request, RANGE), found.body().remaining())
                        : new ByteRange.Whole();
        return switch (range) {
            case ByteRange.Whole() ->
                    body(HttpResponseStatus.OK, headers, found, found.body().duplicate());
            case ByteRange.Slice slice -> slice(headers, found, slice);
            case ByteRange.Unsatisfiable() -> unsatisfiable(found);
        };
    }

    /** Nobody keeps it, so there is nothing to validate, and no part of it is of use. */
    private static Answer key(MediaResponse.Found found) {
        var headers = headers();
        headers.set(CACHE_CONTROL, NO_STORE);
        return body(HttpResponseStatus.OK, headers, found, found.body().duplicate());
    }

    private static Answer slice(
            HttpHeaders headers, MediaResponse.Found found, ByteRange.Slice slice) {
        headers.set(
                CONTENT_RANGE,
                "bytes " + slice.first() + "-" + slice.last() + "/" + found.body().remaining());
        return body(
                HttpResponseStatus.PARTIAL_CONTENT,
                headers,
                found,
                found.body().slice(slice.first(), slice.length()));
    }

    private static Answer body(
            HttpResponseStatus status,
            HttpHeaders headers,
            MediaResponse.Found found,
            ByteBuffer body) {
        headers.set(CONTENT_TYPE, found.contentType());
        headers.set(CONTENT_LENGTH, body.remaining());
        return new Answer(status, headers, body, false);
    }

    private static Answer unsatisfiable(MediaResponse.Found found) {
        var answer =
                problem(
                        HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                        "the range lies outside the body");
        answer.headers().set(CONTENT_RANGE, "bytes */" + found.body().remaining());
        return answer;
    }

    private static HttpHeaders headers() {
        var headers = new DefaultHttpHeaders();
        headers.set(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        headers.set(
                ACCESS_CONTROL_EXPOSE_HEADERS,
                "Age, Content-Length, Content-Range, Date, ETag, Retry-After");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Timing-Allow-Origin", "*");
        return headers;
    }

    /** A list header that came in several lines is one list (RFC 9110 5.3). */
    private static @Nullable String joined(HttpRequest request, CharSequence name) {
        var lines = request.headers().getAll(name);
        return lines.isEmpty() ? null : String.join(",", lines);
    }

    private static String text(Caching caching) {
        long seconds = caching.maxAge().toSeconds();
        if (seconds <= 0) {
            return "no-cache";
        }
        return "public, max-age=" + seconds + (caching.immutable() ? ", immutable" : "");
    }
}
