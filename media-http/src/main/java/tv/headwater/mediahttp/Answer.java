package tv.headwater.mediahttp;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.ByteBuffer;

/**
 * A response as it goes out, but for what the connection adds: Date, Connection, and the body left away for HEAD.
 *
 * @param body read-only
 * @param close whether the connection cannot go on after it
 */
record Answer(HttpResponseStatus status, HttpHeaders headers, ByteBuffer body, boolean close) {

    Answer closing() {
        return new Answer(status, headers, body, true);
    }
}
