package tv.headwater.ingest.rtmp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.ingest.rtmp.RtmpMeters.Refusal;

/**
 * Stands between TLS and the connection until TLS's handshake is over: only then does the connection begin, and its deadlines with it.
 * Belongs to the channel's event loop.
 */
final class TlsStage extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(TlsStage.class);

    private final RtmpMeters meters;

    TlsStage(RtmpMeters meters) {
        this.meters = meters;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        // The connection is told once it can speak.
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            context.fireUserEventTriggered(event);
        } else if (handshake.isSuccess()) {
            context.fireChannelActive();
            context.pipeline().remove(this);
        } else {
            failed(context, handshake.cause());
        }
    }

    /** Netty's message of what is not TLS has the peer's bytes in it, a stream key perhaps: it is not told. */
    private void failed(ChannelHandlerContext context, @Nullable Throwable cause) {
        var refusal =
                switch (cause) {
                    case SslHandshakeTimeoutException _ -> Refusal.DEADLINE;
                    case ClosedChannelException _ -> null;
                    case null, default -> Refusal.PROTOCOL;
                };
        if (refusal != null) {
            meters.refused(refusal);
        }
        LOG.debug(
                "connection from {} closed: no TLS handshake ({})",
                context.channel().remoteAddress(),
                refusal == null ? "the peer closed" : refusal);
        context.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
