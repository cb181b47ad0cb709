package tv.headwater.gateway.front;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;

/**
 * Sends every request whose target is not plain to {@link RequestTarget#NOWHERE}, before anything interprets or normalises
 * it, so that it is answered like any other path that does not exist. One per connection.
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
            }
        }
        if (message instanceof LastHttpContent) {
            deadline.expectNext();
        }
        context.fireChannelRead(message);
    }
}
