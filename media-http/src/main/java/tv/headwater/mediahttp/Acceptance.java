package tv.headwater.mediahttp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.group.ChannelGroup;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tv.headwater.tls.Certificates;

/**
 * Makes an accepted channel one of HTTP/1.1 or HTTP/2: by ALPN where there is TLS, by the preface where there is none. A channel of
 * HTTP/1.1 has one {@link Connection}, one of HTTP/2 has one for each stream.
 */
final class Acceptance extends ChannelInitializer<Channel> {

    /** Requests at once of one HTTP/2 connection. */
    static final int MAX_STREAMS = 100;

    private final MediaHttpLimits limits;
    private final HttpMeters meters;
    private final ChannelGroup channels;
    private final Function<Wire, Connection> connections;
    private final @Nullable Certificates certificates;

    /**
     * @param channels that are open, to which those accepted are added
     * @param connections makes one for each who asks
     * @param certificates null for a port without TLS
     */
    Acceptance(
            MediaHttpLimits limits,
            HttpMeters meters,
            ChannelGroup channels,
            Function<Wire, Connection> connections,
            @Nullable Certificates certificates) {
        this.limits = limits;
        this.meters = meters;
        this.channels = channels;
        this.connections = connections;
        this.certificates = certificates;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (channels.size() >= limits.maxConnections()) {
            meters.cut(HttpMeters.Cut.TOO_MANY);
            if (certificates == null) {
                channel.pipeline().addLast(new TooMany());
            } else {
                channel.close();
            }
            return;
        }
        channels.add(channel);
        if (certificates == null) {
            http1(channel, false);
            channel.pipeline().addFirst(new PriorKnowledge(() -> instead(channel)));
        } else {
            // Nobody asks for more before it is clear who will.
            channel.config().setAutoRead(true);
            var tls = certificates.context().newHandler(channel.alloc());
            tls.setHandshakeTimeoutMillis(limits.headerTimeout().toMillis());
            channel.pipeline().addLast(tls).addLast(new Negotiation());
        }
    }

    private void http1(Channel channel, boolean secure) {
        channel.config().setAutoRead(false);
        var connection = connections.apply(new Wire.Http1(channel, secure));
        channel.pipeline()
                .addLast(new Arrivals(connection))
                .addLast(
                        new HttpRequestDecoder(
                                new HttpDecoderConfig()
                                        .setMaxInitialLineLength(limits.maxRequestLine())
                                        .setMaxHeaderSize(limits.maxHeaders())))
                .addLast(connection);
    }

    /** HTTP/2 on a channel that was made for HTTP/1.1. */
    private void instead(Channel channel) {
        channel.pipeline().remove(Arrivals.class);
        channel.pipeline().remove(HttpRequestDecoder.class);
        channel.pipeline().remove(Connection.class);
        http2(channel, false);
    }

    private void http2(Channel channel, boolean secure) {
        var codec =
                Http2FrameCodecBuilder.forServer()
                        .initialSettings(
                                Http2Settings.defaultSettings()
                                        .maxConcurrentStreams(MAX_STREAMS)
                                        .maxHeaderListSize(limits.maxHeaders()))
                        .gracefulShutdownTimeoutMillis(limits.drainTimeout().toMillis())
                        .build();
        channel.pipeline()
                .addLast(codec)
                .addLast(
                        new Http2MultiplexHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel stream) {
                                        http2Stream(stream, secure);
                                    }
                                }))
                .addLast(
                        new IdleStateHandler(
                                0, 0, limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(new Idleness(codec));
        channel.config().setAutoRead(true);
    }

    private void http2Stream(Channel stream, boolean secure) {
        stream.config().setAutoRead(false);
        stream.pipeline()
                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                .addLast(connections.apply(new Wire.Http2(stream, secure)));
    }

    /** RFC 7301. */
    private final class Negotiation extends ApplicationProtocolNegotiationHandler {

        Negotiation() {
            super(ApplicationProtocolNames.HTTP_1_1);
        }

        @Override
        protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
            if (protocol.equals(ApplicationProtocolNames.HTTP_2)) {
                http2(ctx.channel(), true);
            } else {
                http1(ctx.channel(), true);
            }
        }

        /** A peer that does not get through its handshake is its own affair. */
        @Override
        protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** Ends an HTTP/2 connection on which nothing happens and nothing is waited for. */
    private static final class Idleness extends ChannelInboundHandlerAdapter {

        private final Http2FrameCodec codec;

        Idleness(Http2FrameCodec codec) {
            this.codec = codec;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof IdleStateEvent && codec.connection().numActiveStreams() == 0) {
                ctx.close();
            }
            ctx.fireUserEventTriggered(event);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
