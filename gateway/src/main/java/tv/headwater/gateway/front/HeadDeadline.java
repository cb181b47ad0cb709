package tv.headwater.gateway.front;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose request head has not arrived in whole by a deadline, however busily its bytes trickle. The clock
 * runs from the connection's start, and for later requests from their first byte. One per connection, on its event loop.
 */
final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private final Duration limit;
    private boolean expecting = true;
    private @Nullable Future<?> running;

    HeadDeadline(Duration limit) {
        this.limit = limit;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        start(context);
        context.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        if (expecting && running == null && !isWebSocket(context)) {
            start(context);
        }
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        met();
        context.fireChannelInactive();
    }

    /** After the upgrade there are frames, which come when they come. */
    private static boolean isWebSocket(ChannelHandlerContext context) {
        return context.pipeline().get(WebSocketFrameDecoder.class) != null;
    }

    private void start(ChannelHandlerContext context) {
        running =
                context.executor()
                        .schedule(() -> context.close(), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The head is here. */
    void met() {
        expecting = false;
        if (running != null) {
            running.cancel(false);
            running = null;
        }
    }

    /** The request is here in whole; the next bytes begin another. */
    void expectNext() {
        expecting = true;
    }
}
