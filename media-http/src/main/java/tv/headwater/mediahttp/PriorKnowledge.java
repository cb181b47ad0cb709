package tv.headwater.mediahttp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2CodecUtil;

/** Looks whether a connection without TLS begins with the preface of HTTP/2 (RFC 9113 3.3), and lets HTTP/1.1 pass untouched. */
final class PriorKnowledge extends ChannelInboundHandlerAdapter {

    private static final ByteBuf PREFACE =
            Unpooled.unreleasableBuffer(Http2CodecUtil.connectionPrefaceBuf());

    private final Runnable http2;
    private ByteBuf read = Unpooled.EMPTY_BUFFER;

    /** @param http2 makes the channel one of HTTP/2; what has been read is given to it afterwards */
    PriorKnowledge(Runnable http2) {
        this.http2 = http2;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes)) {
            ctx.fireChannelRead(message);
            return;
        }
        read = read.isReadable() ? Unpooled.wrappedBuffer(read, bytes) : bytes;
        int length = Math.min(read.readableBytes(), PREFACE.readableBytes());
        boolean same =
                ByteBufUtil.equals(
                        read, read.readerIndex(), PREFACE, PREFACE.readerIndex(), length);
        if (same && length < PREFACE.readableBytes()) {
            ctx.read();
            return;
        }
        var all = read;
        read = Unpooled.EMPTY_BUFFER;
        if (same) {
            http2.run();
        }
        ctx.fireChannelRead(all);
        ctx.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        read.release();
    }
}
