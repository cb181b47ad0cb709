package tv.headwater.gateway.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.support.NotFoundException;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpMethod;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Asks one other instance when the first refused the connection, or, for GET and HEAD, when it broke before an answer: what changes
 * something is not asked again of another once one may have done it.
 */
final class TryElsewhere implements GatewayFilter {

    private static final Logger log = LoggerFactory.getLogger(TryElsewhere.class);
    private static final String FAILED = TryElsewhere.class.getName();

    /** The ids of the instances that have failed a request, from its attributes. */
    @SuppressWarnings("unchecked")
    static Set<String> failed(Map<String, Object> attributes) {
        return (Set<String>) attributes.getOrDefault(FAILED, Set.of());
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        return chain.filter(exchange)
                .onErrorResume(
                        error -> isWorthAnother(exchange, error),
                        error -> another(exchange, chain, error));
    }

    private static boolean isWorthAnother(ServerWebExchange exchange, Throwable error) {
        return error instanceof IOException
                && !exchange.getResponse().isCommitted()
                && (isSafe(exchange.getRequest().getMethod()) || error instanceof ConnectException);
    }

    /** RFC 9110 9.2.1. */
    private static boolean isSafe(HttpMethod method) {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    }

    private static Mono<Void> another(
            ServerWebExchange exchange, GatewayFilterChain chain, Throwable error) {
        Response<ServiceInstance> response =
                exchange.getAttribute(ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR);
        var instance = response == null ? null : response.getServer();
        if (instance == null) {
            return Mono.error(error);
        }
        var id = Upstreams.id(instance);
        log.info("{} failed, asking another: {}", id, error.getMessage());
        var failed = new HashSet<>(failed(exchange.getAttributes()));
        failed.add(id);
        exchange.getAttributes().put(FAILED, failed);
        ServerWebExchangeUtils.reset(exchange);
        return chain.filter(exchange).onErrorMap(NotFoundException.class, _ -> error);
    }
}
