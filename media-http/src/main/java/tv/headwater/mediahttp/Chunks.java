package tv.headwater.mediahttp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The chunked transfer coding (RFC 9112 7.1). */
final class Chunks {

    private static final String LINE_END = "\r\n";
    private static final String LAST = "0\r\n\r\n";

    private Chunks() {}

    /**
     * A chunk around {@code data}, which becomes part of it; an empty one would be taken for the last, and is none.
     *
     * @param last whether nothing follows
     */
    static ByteBuf of(ByteBuf data, boolean last) {
        if (!data.isReadable()) {
            data.release();
            return text(last ? LAST : "");
        }
        return Unpooled.wrappedBuffer(
                text(Integer.toHexString(data.readableBytes()) + LINE_END),
                data,
                text(last ? LINE_END + LAST : LINE_END));
    }

    private static ByteBuf text(String ascii) {
        return Unpooled.wrappedBuffer(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}
