package tv.headwater.gateway.upstream;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.gateway.config.HttpClientCustomizer;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.support.RouteMetadataUtils;
import org.springframework.cloud.loadbalancer.annotation.LoadBalancerClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.ServerWebExchange;
import tv.headwater.gateway.GatewayProperties;
import tv.headwater.gateway.front.Area;
import tv.headwater.gateway.steering.Steering;

/** What is carried where. */
@Configuration(proxyBeanMethods = false)
@LoadBalancerClients(defaultConfiguration = Balancing.class)
class Routes {

    private final GatewayProperties.Upstreams upstreams;

    Routes(GatewayProperties properties) {
        this.upstreams = properties.upstreams();
    }

    @Bean
    RouteLocator routeTable(RouteLocatorBuilder builder, Steering steering) {
        var elsewhere = new TryElsewhere();
        return builder.routes()
                .route(
                        "api",
                        route ->
                                route.predicate(exchange -> isMetadata(exchange))
                                        .filters(filters -> filters.filter(elsewhere))
                                        .metadata(timeouts(upstreams.apiTimeout()))
                                        .uri("lb://" + Upstreams.METADATA))
                .route(
                        "chat-api",
                        route ->
                                route.predicate(exchange -> area(exchange) == Area.CHAT_API)
                                        .filters(filters -> filters.filter(elsewhere))
                                        .metadata(timeouts(upstreams.apiTimeout()))
                                        .uri("lb://" + Upstreams.CHAT))
                .route(
                        "chat",
                        route ->
                                route.predicate(exchange -> area(exchange) == Area.CHAT)
                                        .metadata(timeouts(upstreams.apiTimeout()))
                                        .uri("lb://" + Upstreams.CHAT_SOCKETS))
                .route(
                        "live",
                        route ->
                                route.predicate(exchange -> area(exchange) == Area.LIVE)
                                        .filters(filters ->
                                                filters.filter(steering).filter(elsewhere))
                                        .metadata(timeouts(upstreams.mediaTimeout()))
                                        .uri("lb://" + Upstreams.EDGE))
                .build();
    }

    /** An answer that has begun must go on as well. */
    @Bean
    HttpClientCustomizer readTimeout() {
        return client -> client.responseTimeout(upstreams.mediaTimeout());
    }

    private Map<String, Object> timeouts(Duration response) {
        return Map.of(
                RouteMetadataUtils.CONNECT_TIMEOUT_ATTR,
                Math.toIntExact(upstreams.connectTimeout().toMillis()),
                RouteMetadataUtils.RESPONSE_TIMEOUT_ATTR,
                response.toMillis());
    }

    private static boolean isMetadata(ServerWebExchange exchange) {
        var area = area(exchange);
        return area != null && area.isMetadata();
    }

    private static @Nullable Area area(ServerWebExchange exchange) {
        return Area.of(exchange.getRequest().getURI().getRawPath());
    }
}
