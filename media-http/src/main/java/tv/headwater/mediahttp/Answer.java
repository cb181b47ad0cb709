package tv.headwater.mediahttp;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * A response as it goes out, but for what the connection adds: Date, Connection, and the body left away for HEAD.
 *
 * @param ready what of the head is made already, of a 200
 * @param headers beside those
 * @param body in the heap: it need not be released
 * @param rest what follows on it, null where nothing does
 * @param close whether the connection cannot go on after it
 */
record Answer(
        HttpResponseStatus status,
        @Nullable ReadyHead ready,
        HttpHeaders headers,
        ByteBuf body,
        @Nullable Continuation rest,
        boolean close) {

    Answer(HttpResponseStatus status, HttpHeaders headers, ByteBuf body) {
        this(status, null, headers, body, null, false);
    }

    Answer closing() {
        return new Answer(status, ready, headers, body, rest, true);
    }

    /** With these headers and no others. */
    Answer saying(HttpHeaders all) {
        return new Answer(status, null, all, body, rest, close);
    }

    boolean says(CharSequence name) {
        return headers.contains(name) || (ready != null && ready.headers().contains(name));
    }

    /** All headers there are. */
    HttpHeaders allHeaders() {
        return ready == null ? headers : headers.copy().add(ready.headers());
    }
}
