package tv.headwater.mediahttp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;

/** Tells a {@link Connection} of bytes before the parser sees them, since half a header must start its clock. */
final class Arrivals extends ChannelInboundHandlerAdapter {

    private final Connection connection;

    Arrivals(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (connection.onBytes()) {
            ctx.fireChannelRead(bytes);
        } else {
            ReferenceCountUtil.release(bytes);
        }
    }
}
