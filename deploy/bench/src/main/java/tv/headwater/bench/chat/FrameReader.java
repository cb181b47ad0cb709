package tv.headwater.bench.chat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The client's side of a WebSocket, as cheap as can be: the answer to the handshake, then whole frames, looked at in place (RFC 6455
 * 5.2). The machine that is measured has to do this too.
 */
final class FrameReader extends ByteToMessageDecoder {

    private static final int OPCODE = 0x0F;
    private static final int LENGTH = 0x7F;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final String SWITCHING = "HTTP/1.1 101";

    private final Listener listener;
    private boolean open;

    /** On the event loop. */
    interface Listener {

        void opened();

        /** @param in where the frame's text is, from {@code start} to before {@code end} */
        void text(ByteBuf in, int start, int end);

        /** @param why in words */
        void ended(String why);
    }

    FrameReader(Listener listener) {
        this.listener = listener;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!open) {
            handshake(in);
        }
        while (open && frame(in)) {
            // All that is there.
        }
    }

    private void handshake(ByteBuf in) {
        var head = in.toString(StandardCharsets.ISO_8859_1);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            return;
        }
        if (!head.startsWith(SWITCHING)) {
            throw new IllegalStateException(head.lines().findFirst().orElse(""));
        }
        in.skipBytes(end + 4);
        open = true;
        listener.opened();
    }

    private boolean frame(ByteBuf in) {
        int start = in.readerIndex();
        if (in.readableBytes() < 2) {
            return false;
        }
        int opcode = in.getByte(start) & OPCODE;
        long length = in.getByte(start + 1) & LENGTH;
        int head = length == TWO_BYTES ? 4 : length == EIGHT_BYTES ? 10 : 2;
        if (in.readableBytes() < head) {
            return false;
        }
        if (length == TWO_BYTES) {
            length = in.getUnsignedShort(start + 2);
        } else if (length == EIGHT_BYTES) {
            length = in.getLong(start + 2);
        }
        if (in.readableBytes() < head + length) {
            return false;
        }
        int from = start + head;
        int to = from + Math.toIntExact(length);
        in.readerIndex(to);
        if (opcode == TEXT) {
            listener.text(in, from, to);
        } else if (opcode == CLOSE) {
            listener.ended(
                    "closed with " + (length < 2 ? "no code" : in.getUnsignedShort(from) + ""));
        }
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        super.channelInactive(ctx);
        listener.ended("the connection ended");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        listener.ended(String.valueOf(cause.getMessage()));
        ctx.close();
    }
}
