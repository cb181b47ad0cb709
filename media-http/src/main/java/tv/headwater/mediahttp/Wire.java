package tv.headwater.mediahttp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import java.util.Map;

/** How answers go to a peer: in which version of HTTP. */
sealed interface Wire {

    /** What the peer is connected by: all of a connection, or a stream of it. */
    Channel channel();

    /** Whether there is TLS. */
    boolean secure();

    /** Whether the end of a body that has no length must be told in the body itself: by chunks. */
    boolean needsChunks();

    /**
     * Writes an answer's head and the beginning of its body.
     *
     * @param last whether it is all of the body
     */
    ChannelFuture begin(Answer answer, ByteBuf slice, boolean last);

    /** Writes what follows. */
    ChannelFuture next(ByteBuf slice, boolean last);

    /**
     * Says that nothing more comes.
     *
     * @return whether the peer may still be sending, and has to be read until it hears of it
     */
    boolean end();

    /** RFC 9112: bytes, past any encoder, since heads are ready or short. */
    record Http1(Channel channel, boolean secure) implements Wire {

        private static final String VERSION = "HTTP/1.1 ";
        private static final int LINE_END = '\r' << 8 | '\n';
        private static final int COLON = ':' << 8 | ' ';

        /** Of a head, usually. */
        private static final int HEAD_LENGTH = 640;

        /** A slice up to so many bytes is cheaper to copy behind its head than to write apart from it. */
        private static final int MAX_COPIED = 4 * 1024;

        @Override
        public boolean needsChunks() {
            return true;
        }

        @Override
        public ChannelFuture begin(Answer answer, ByteBuf slice, boolean last) {
            boolean together = slice.readableBytes() <= MAX_COPIED;
            var head =
                    channel.alloc()
                            .directBuffer(HEAD_LENGTH + (together ? slice.readableBytes() : 0));
            if (answer.ready() != null) {
                head.writeBytes(answer.ready().bytes());
            } else {
                ByteBufUtil.writeAscii(head, VERSION + answer.status());
                head.writeShort(LINE_END);
            }
            write(answer.headers(), head);
            head.writeShort(LINE_END);
            if (together) {
                head.writeBytes(slice);
                slice.release();
                return channel.writeAndFlush(head);
            }
            channel.write(head);
            return channel.writeAndFlush(slice);
        }

        /** The fields of a head (RFC 9112 5). */
        static void write(HttpHeaders fields, ByteBuf to) {
            for (Map.Entry<CharSequence, CharSequence> field :
                    (Iterable<Map.Entry<CharSequence, CharSequence>>)
                            fields::iteratorCharSequence) {
                ByteBufUtil.writeAscii(to, field.getKey());
                to.writeShort(COLON);
                ByteBufUtil.writeAscii(to, field.getValue());
                to.writeShort(LINE_END);
            }
        }

        @Override
        public ChannelFuture next(ByteBuf slice, boolean last) {
            return channel.writeAndFlush(slice);
        }

        @Override
        public boolean end() {
            var tls = channel.pipeline().get(SslHandler.class);
            if (tls == null) {
                ((DuplexChannel) channel).shutdownOutput();
            } else {
                // close_notify, without which the end may be an attacker's (RFC 9112 9.8)
                tls.closeOutbound();
            }
            return true;
        }
    }

    /** RFC 9113: one stream of a connection, which takes the objects of HTTP/1.1. */
    record Http2(Channel channel, boolean secure) implements Wire {

        @Override
        public boolean needsChunks() {
            return false;
        }

        @Override
        public ChannelFuture begin(Answer answer, ByteBuf slice, boolean last) {
            channel.write(
                    new DefaultHttpResponse(
                            HttpVersion.HTTP_1_1, answer.status(), answer.allHeaders()));
            return next(slice, last);
        }

        @Override
        public ChannelFuture next(ByteBuf slice, boolean last) {
            return channel.writeAndFlush(
                    last ? new DefaultLastHttpContent(slice) : new DefaultHttpContent(slice));
        }

        @Override
        public boolean end() {
            return false;
        }
    }
}
