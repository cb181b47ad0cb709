package tv.headwater.mediahttp;

import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT_ENCODING;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCEPT_RANGES;
import static io.netty.handler.codec.http.HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS;
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
import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.RANGE;
import static io.netty.handler.codec.http.HttpHeaderNames.RETRY_AFTER;
import static io.netty.handler.codec.http.HttpHeaderNames.SET_COOKIE;
import static io.netty.handler.codec.http.HttpHeaderNames.VARY;
import static io.netty.handler.codec.http.HttpHeaderNames.WWW_AUTHENTICATE;
import static io.netty.handler.codec.http.HttpHeaderValues.GZIP;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaResponse.Caching;

/** How each outcome reads on the wire. */
final class Answers {

    private static final String METHODS = "GET, HEAD, OPTIONS";
    private static final String VARIES = ACCEPT_ENCODING + ", " + ORIGIN;
    private static final String NO_STORE = "no-store";
    private static final String NO_CACHE = "no-cache";
    private static final HttpResponseStatus LOOP_DETECTED =
            new HttpResponseStatus(508, "Loop Detected");

    private Answers() {}

    /** @param secure whether there is TLS */
    static Answer of(MediaPath path, HttpRequest request, MediaResponse response, boolean secure) {
        return switch (response) {
            case MediaResponse.Found found -> found(path, request, found);
            case MediaResponse.Personal(var found, var session) ->
                    personal(
                            found(path, request, found),
                            secure || isForwardedSecure(request),
                            session);
            case MediaResponse.BadRequest(var why) -> problem(HttpResponseStatus.BAD_REQUEST, why);
            case MediaResponse.Unauthorized(var why) -> {
                var answer = problem(HttpResponseStatus.UNAUTHORIZED, why);
                answer.headers().set(WWW_AUTHENTICATE, "Bearer realm=\"headwater\"");
                yield answer;
            }
            case MediaResponse.Forbidden(var why) -> problem(HttpResponseStatus.FORBIDDEN, why);
            case MediaResponse.NotFound(var why, var caching) -> {
                var answer = problem(HttpResponseStatus.NOT_FOUND, why);
                answer.headers().set(CACHE_CONTROL, text(caching));
                yield answer;
            }
            case MediaResponse.Unavailable(var why, var retryAfter) -> unavailable(why, retryAfter);
            case MediaResponse.LoopDetected(var why) -> problem(LOOP_DETECTED, why);
        };
    }

    static Answer unavailable(String why, Duration retryAfter) {
        var answer = problem(HttpResponseStatus.SERVICE_UNAVAILABLE, why);
        answer.headers().set(RETRY_AFTER, Math.max(1, retryAfter.toSeconds()));
        return answer;
    }

    /** An answer without a representation: a sentence that repeats nothing of the request. */
    static Answer problem(HttpResponseStatus status, String why) {
        var body = Unpooled.wrappedBuffer((why + "\n").getBytes(StandardCharsets.UTF_8));
        var headers = headers();
        headers.set(CONTENT_TYPE, "text/plain; charset=utf-8");
        headers.set(CONTENT_LENGTH, body.readableBytes());
        headers.set(CACHE_CONTROL, NO_STORE);
        return new Answer(status, headers, body);
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
        Cors.preflight(headers, METHODS);
        return new Answer(HttpResponseStatus.NO_CONTENT, headers, Unpooled.EMPTY_BUFFER);
    }

    private static Answer found(MediaPath path, HttpRequest request, MediaResponse.Found found) {
        if (path instanceof MediaPath.Key) {
            return key(found);
        }
        if (found.rest() != null) {
            return unfinished(found);
        }
        var coding = ContentCoding.of(request, found);
        var given = request.headers();
        return given.contains(IF_NONE_MATCH) || given.contains(RANGE)
                ? conditional(path, request, found, coding)
                : whole(path, found, coding);
    }

    /** Neither its length nor what it can be told from is known yet; a range of it would be one of something else (RFC 9110 14.2). */
    private static Answer unfinished(MediaResponse.Found found) {
        var headers = headers();
        headers.set(CONTENT_TYPE, found.contentType());
        headers.set(CACHE_CONTROL, text(found.caching()));
        return new Answer(
                HttpResponseStatus.OK,
                null,
                headers,
                found.content().buffer(ContentCoding.IDENTITY),
                found.rest(),
                false);
    }

    /** The head is the same for everybody who gets this representation, but for its age. */
    private static Answer whole(MediaPath path, MediaResponse.Found found, ContentCoding coding) {
        var content = found.content();
        var head = content.head(coding);
        if (head == null || !head.isFor(path, found.caching())) {
            var headers = representation(found, coding, EntityTag.of(path, found, coding));
            headers.set(CONTENT_LENGTH, content.buffer(coding).readableBytes());
            head = new ReadyHead(path, found.caching(), headers);
            content.keep(coding, head);
        }
        var own = new DefaultHttpHeaders();
        age(found, own);
        return new Answer(HttpResponseStatus.OK, head, own, content.buffer(coding), null, false);
    }

    private static Answer conditional(
            MediaPath path, HttpRequest request, MediaResponse.Found found, ContentCoding coding) {
        var tag = EntityTag.of(path, found, coding);
        var headers = representation(found, coding, tag);
        age(found, headers);
        if (tag.isIn(joined(request, IF_NONE_MATCH))) {
            headers.remove(CONTENT_TYPE).remove(CONTENT_ENCODING).remove(ACCEPT_RANGES);
            return new Answer(HttpResponseStatus.NOT_MODIFIED, headers, Unpooled.EMPTY_BUFFER);
        }
        var range =
                request.method().equals(HttpMethod.GET)
                                && tag.allowsRange(request.headers().get(IF_RANGE))
                                && coding == ContentCoding.IDENTITY
                        ? ByteRange.parse(joined(request, RANGE), found.content().length())
                        : new ByteRange.Whole();
        return switch (range) {
            case ByteRange.Whole() ->
                    body(HttpResponseStatus.OK, headers, found.content().buffer(coding));
            case ByteRange.Slice slice -> slice(headers, found, slice);
            case ByteRange.Unsatisfiable() -> unsatisfiable(found);
        };
    }

    private static HttpHeaders representation(
            MediaResponse.Found found, ContentCoding coding, EntityTag tag) {
        var headers = headers();
        headers.set(ETAG, tag.text());
        headers.set(CONTENT_TYPE, found.contentType());
        headers.set(CACHE_CONTROL, text(found.caching()));
        if (ContentCoding.varies(found)) {
            headers.set(VARY, VARIES);
        }
        if (coding == ContentCoding.GZIP) {
            headers.set(CONTENT_ENCODING, GZIP);
        } else {
            headers.set(ACCEPT_RANGES, "bytes");
        }
        return headers;
    }

    /** A player takes Age for the truth when it looks for the live edge: rather nothing than 0. */
    private static void age(MediaResponse.Found found, HttpHeaders headers) {
        if (found.age().toSeconds() > 0) {
            headers.set(AGE, found.age().toSeconds());
        }
    }

    private static boolean isForwardedSecure(HttpRequest request) {
        return "https".equals(request.headers().get("X-Forwarded-Proto"));
    }

    /** Pages of another site can send a cookie back only if it says so, which needs TLS. */
    private static String cookie(String session, boolean secure) {
        return Asker.SESSION_COOKIE
                + "="
                + session
                + "; Path=/; HttpOnly; SameSite="
                + (secure ? "None; Secure" : "Lax");
    }

    private static Answer personal(Answer answer, boolean secure, @Nullable String session) {
        var headers = answer.allHeaders();
        if (session != null && answer.status().code() < 400) {
            headers.set(SET_COOKIE, cookie(session, secure));
        }
        var kept = headers.get(CACHE_CONTROL, NO_STORE);
        if (!kept.equals(NO_STORE)) {
            headers.set(
                    CACHE_CONTROL,
                    kept.startsWith("public")
                            ? kept.replace("public", "private")
                            : "private, " + kept);
        }
        return answer.saying(headers);
    }

    /** Nobody keeps it, so there is nothing to validate, and no part of it is of use. */
    private static Answer key(MediaResponse.Found found) {
        var headers = headers();
        headers.set(CACHE_CONTROL, NO_STORE);
        headers.set(CONTENT_TYPE, found.contentType());
        return body(HttpResponseStatus.OK, headers, found.content().buffer(ContentCoding.IDENTITY));
    }

    private static Answer slice(
            HttpHeaders headers, MediaResponse.Found found, ByteRange.Slice slice) {
        headers.set(
                CONTENT_RANGE,
                "bytes " + slice.first() + "-" + slice.last() + "/" + found.content().length());
        return body(
                HttpResponseStatus.PARTIAL_CONTENT,
                headers,
                found.content()
                        .buffer(ContentCoding.IDENTITY)
                        .slice(slice.first(), slice.length()));
    }

    private static Answer body(HttpResponseStatus status, HttpHeaders headers, ByteBuf body) {
        headers.set(CONTENT_LENGTH, body.readableBytes());
        return new Answer(status, headers, body);
    }

    private static Answer unsatisfiable(MediaResponse.Found found) {
        var answer =
                problem(
                        HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                        "the range lies outside the body");
        answer.headers().set(CONTENT_RANGE, "bytes */" + found.content().length());
        return answer;
    }

    private static HttpHeaders headers() {
        var headers = new DefaultHttpHeaders();
        headers.set(ACCESS_CONTROL_EXPOSE_HEADERS, Cors.EXPOSED);
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
            return NO_CACHE;
        }
        return "public, max-age=" + seconds + (caching.immutable() ? ", immutable" : "");
    }
}
