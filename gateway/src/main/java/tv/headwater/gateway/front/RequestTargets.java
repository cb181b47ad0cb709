package tv.headwater.gateway.front;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import tv.headwater.contract.access.TokenedPath;

/**
 * Sends every request whose target is not plain to {@link RequestTarget#NOWHERE}, before anything interprets or normalises
 * it, so that it is answered like any other path that does not exist. A playback token in a path moves to {@code
 * Authorization}, where nothing behind writes it to a log. One per connection.
 */
final class RequestTargets extends ChannelInboundHandlerAdapter {

    private final HeadDeadline deadline;

    RequestTargets(HeadDeadline deadline) {
        this.deadline = deadline;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            deadline.met();
            if (!RequestTarget.isPlain(request.uri())) {
                request.setUri(RequestTarget.NOWHERE);
            } else if (request.uri().startsWith("/t/")) {
                takeToken(request);
            }
        }
        if (message instanceof LastHttpContent) {
            deadline.expectNext();
        }
        context.fireChannelRead(message);
    }

    private static void takeToken(HttpRequest request) {
        int question = request.uri().indexOf('?');
        var query = question < 0 ? "" : request.uri().substring(question);
        var path =
                TokenedPath.of(question < 0 ? request.uri() : request.uri().substring(0, question));
        if (path.token() == null || Area.of(path.path()) != Area.LIVE) {
            request.setUri(RequestTarget.NOWHERE);
            return;
        }
        request.setUri(path.path() + query);
        request.headers().set(HttpHeaderNames.AUTHORIZATION, "Bearer " + path.token());
    }
}
