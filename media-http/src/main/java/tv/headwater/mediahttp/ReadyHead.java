package tv.headwater.mediahttp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaResponse.Caching;

/**
 * What the heads of all 200s with one representation share, made once: as headers, and as the status line and fields of HTTP/1.1
 * (RFC 9112 4 and 5), without the empty line that ends them.
 */
final class ReadyHead {

    private static final byte[] OK = "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII);

    private final MediaPath path;
    private final Caching caching;
    private final HttpHeaders headers;
    private final ByteBuf bytes;

    ReadyHead(MediaPath path, Caching caching, HttpHeaders headers) {
        this.path = path;
        this.caching = caching;
        this.headers = headers;
        var written = Unpooled.buffer(512).writeBytes(OK);
        Wire.Http1.write(headers, written);
        var direct = ByteBuffer.allocateDirect(written.readableBytes());
        direct.put(written.nioBuffer()).flip();
        this.bytes = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(direct));
    }

    /** Whether it says the same as one for these would. */
    boolean isFor(MediaPath otherPath, Caching otherCaching) {
        return caching.equals(otherCaching) && path.equals(otherPath);
    }

    HttpHeaders headers() {
        return headers;
    }

    /** Whoever writes it need not care for its references. */
    ByteBuf bytes() {
        return bytes.duplicate();
    }
}
