package tv.headwater.mediahttp;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;

/** Turns one connection too many away, without reading anything from it. */
final class TooMany extends ChannelInboundHandlerAdapter {

    private static final String ANSWER =
            """
            HTTP/1.1 503 Service Unavailable\r
            Access-Control-Allow-Origin: *\r
            Cache-Control: no-store\r
            Connection: close\r
            Content-Length: 0\r
            Retry-After: 1\r
            \r
            """;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(Unpooled.copiedBuffer(ANSWER, StandardCharsets.US_ASCII))
                .addListener(ChannelFutureListener.CLOSE);
    }
}
