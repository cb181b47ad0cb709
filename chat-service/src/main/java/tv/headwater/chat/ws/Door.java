package tv.headwater.chat.ws;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;

/** Looks at the request for a WebSocket before it becomes one: its path, its Origin, and how many of its kind wait already. */
final class Door extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Pattern PATH = Pattern.compile("/chat/([a-z0-9]{16})");

    private final SocketLimits limits;
    private final Waiting waiting;
    private final BiConsumer<ChannelHandlerContext, StreamId> opened;

    /**
     * @param opened makes the channel ready for the room that was asked for
     */
    Door(SocketLimits limits, Waiting waiting, BiConsumer<ChannelHandlerContext, StreamId> opened) {
        this.limits = limits;
        this.waiting = waiting;
        this.opened = opened;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        var path = PATH.matcher(request.uri());
        if (!path.matches()) {
            refuse(ctx, HttpResponseStatus.NOT_FOUND);
        } else if (!request.decoderResult().isSuccess()
                || !request.method().equals(HttpMethod.GET)
                || !request.headers()
                        .containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)) {
            refuse(ctx, HttpResponseStatus.BAD_REQUEST);
        } else if (!isAllowed(request)) {
            refuse(ctx, HttpResponseStatus.FORBIDDEN);
        } else if (!waiting.enter(ctx.channel(), address(ctx, request))) {
            refuse(ctx, HttpResponseStatus.TOO_MANY_REQUESTS);
        } else {
            opened.accept(ctx, new StreamId(path.group(1)));
            ctx.fireChannelRead(request.retain());
            ctx.pipeline().remove(this);
        }
    }

    /** Pages of other hosts may not speak in their visitors' names; what is no browser says no Origin. */
    private boolean isAllowed(FullHttpRequest request) {
        var origin = request.headers().get(HttpHeaderNames.ORIGIN);
        if (origin == null || limits.allowedOrigins().contains(origin)) {
            return true;
        }
        // Whoever carries a socket that has no Origin names the host that it asks itself.
        return isOf(origin, request.headers().get("X-Forwarded-Host"))
                || isOf(origin, request.headers().get(HttpHeaderNames.HOST));
    }

    private static boolean isOf(String origin, @Nullable String host) {
        try {
            var authority = URI.create(origin).getAuthority();
            return authority != null && authority.equalsIgnoreCase(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** As the gateway says, which strips what clients claim. */
    private static String address(ChannelHandlerContext ctx, FullHttpRequest request) {
        var forwarded = request.headers().get("X-Forwarded-For");
        if (forwarded != null) {
            return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
        }
        return ctx.channel().remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : "";
    }

    private static void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) {
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.CONTENT_LENGTH, 0)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
