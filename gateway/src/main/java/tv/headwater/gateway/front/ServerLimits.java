package tv.headwater.gateway.front;

import io.netty.channel.Channel;
import io.netty.handler.timeout.WriteTimeoutHandler;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import tv.headwater.gateway.GatewayProperties;

/** What a connection may cost: time for a request to arrive and for an answer to be taken. */
@Component
final class ServerLimits implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory> {

    private final GatewayProperties.Front front;

    ServerLimits(GatewayProperties properties) {
        this.front = properties.front();
    }

    @Override
    public void customize(NettyReactiveWebServerFactory factory) {
        factory.addServerCustomizers(this::limit);
    }

    private HttpServer limit(HttpServer server) {
        return server.doOnChannelInit((_, channel, _) -> limit(channel));
    }

    private void limit(Channel channel) {
        var deadline = new HeadDeadline(front.requestTimeout());
        var writeTimeout =
                new WriteTimeoutHandler(front.writeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        channel.pipeline()
                .addBefore(NettyPipeline.HttpCodec, "headwater.writeTimeout", writeTimeout)
                .addBefore(NettyPipeline.HttpCodec, "headwater.headDeadline", deadline)
                .addAfter(
                        NettyPipeline.HttpCodec,
                        "headwater.requestTargets",
                        new RequestTargets(deadline));
    }
}
