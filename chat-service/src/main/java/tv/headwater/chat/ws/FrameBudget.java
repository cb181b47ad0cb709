package tv.headwater.chat.ws;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;

/** Ends a socket that sends more frames, of whatever kind, than anybody types. */
final class FrameBudget extends ChannelInboundHandlerAdapter {

    private final int frames;
    private final long windowNanos;
    private final Runnable flood;
    private long windowEnd;
    private int left;
    private boolean spent;

    /** @param flood what to do when it is spent; no frame is passed on any more */
    FrameBudget(int frames, Duration window, Runnable flood) {
        this.flood = flood;
        this.frames = frames;
        this.windowNanos = window.toNanos();
        this.windowEnd = System.nanoTime() + windowNanos;
        this.left = frames;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
        long now = System.nanoTime();
        if (now - windowEnd > 0) {
            windowEnd = now + windowNanos;
            left = frames;
        }
        if (!spent && left-- > 0) {
            ctx.fireChannelRead(frame);
            return;
        }
        ReferenceCountUtil.release(frame);
        if (!spent) {
            spent = true;
            flood.run();
        }
    }
}
