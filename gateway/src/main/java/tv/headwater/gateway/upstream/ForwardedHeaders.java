package tv.headwater.gateway.upstream;

import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import tv.headwater.gateway.front.Caller;

/** Tells the services behind who asks and under which name, after Spring Cloud Gateway has removed what the caller said. */
@Component
final class ForwardedHeaders implements HttpHeadersFilter, Ordered {

    @Override
    public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
        var caller = Caller.of(exchange);
        var headers = new HttpHeaders();
        headers.addAll(input);
        headers.set("X-Forwarded-For", caller.address());
        headers.set("X-Forwarded-Host", caller.host());
        headers.set("X-Forwarded-Proto", caller.scheme());
        headers.set("X-Forwarded-Port", String.valueOf(caller.port()));
        return headers;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
