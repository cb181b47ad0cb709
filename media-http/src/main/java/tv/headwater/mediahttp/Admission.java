package tv.headwater.mediahttp;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.access.TokenedPath;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;

/** What the server makes of a request's head before anything is looked up. */
sealed interface Admission {

    Set<HttpMethod> METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    ObjectKind kind();

    /** A GET or HEAD within the grammar. */
    record Admitted(MediaRequest request) implements Admission {
        @Override
        public ObjectKind kind() {
            return ObjectKind.of(request.path());
        }
    }

    /** Answered without looking anything up. */
    record Settled(ObjectKind kind, Answer answer) implements Admission {}

    static Admission of(HttpRequest request, String remoteAddress) {
        var refusal = refusal(request);
        if (refusal != null) {
            return new Settled(ObjectKind.OTHER, refusal);
        }
        var options = request.method().equals(HttpMethod.OPTIONS);
        if (options && request.uri().equals("*")) {
            return new Settled(ObjectKind.OTHER, Answers.options());
        }
        var target = RequestTarget.of(request.uri());
        var tokened = TokenedPath.of(target.path());
        var path = MediaPath.parse(tokened.path());
        if (path == null) {
            return new Settled(
                    ObjectKind.OTHER,
                    Answers.problem(HttpResponseStatus.NOT_FOUND, "there is nothing here"));
        }
        return options
                ? new Settled(ObjectKind.of(path), Answers.options())
                : media(
                        path,
                        target.query(),
                        Asker.of(
                                remoteAddress, tokened.token(), target.query(), request.headers()));
    }

    private static Admission media(MediaPath path, @Nullable String query, Asker asker) {
        try {
            var directives = HlsQuery.parse(query);
            // RFC 8216bis 6.2.5: elsewhere they would be further keys to the same object.
            var asked = path instanceof MediaPath.MediaPlaylist ? directives : HlsQuery.NONE;
            return new Admitted(new MediaRequest(path, asked, asker));
        } catch (IllegalArgumentException e) {
            return new Settled(
                    ObjectKind.of(path),
                    Answers.problem(
                            HttpResponseStatus.BAD_REQUEST, "a delivery directive is malformed"));
        }
    }

    private static @Nullable Answer refusal(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return unreadable(request.decoderResult().cause()).closing();
        }
        if (!isVersion1(request.protocolVersion())) {
            return Answers.problem(
                            HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED,
                            "HTTP/1.1 is spoken here")
                    .closing();
        }
        if (announcesBody(request)) {
            return Answers.problem(
                            HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
                            "requests have no body here")
                    .closing();
        }
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1))) {
            return Answers.problem(
                            HttpResponseStatus.BAD_REQUEST, "exactly one Host header is needed")
                    .closing();
        }
        return METHODS.contains(request.method()) ? null : Answers.methodNotAllowed();
    }

    private static Answer unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Answers.problem(
                    HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return Answers.problem(
                    HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                    "the headers are too large");
        }
        return Answers.problem(HttpResponseStatus.BAD_REQUEST, "this is not an HTTP/1.1 request");
    }

    private static boolean isVersion1(HttpVersion version) {
        return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0);
    }

    private static boolean announcesBody(HttpRequest request) {
        var headers = request.headers();
        return headers.contains(HttpHeaderNames.TRANSFER_ENCODING)
                || (headers.contains(HttpHeaderNames.CONTENT_LENGTH)
                        && headers.getAll(HttpHeaderNames.CONTENT_LENGTH).stream()
                                .anyMatch(length -> !length.strip().equals("0")));
    }
}
