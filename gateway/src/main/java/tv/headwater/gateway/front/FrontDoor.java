package tv.headwater.gateway.front;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.gateway.GatewayProperties;
import tv.headwater.gateway.problem.Problem;

/**
 * Lets in what the list of {@link Area areas} knows, and turns everything else away with a problem. What gets in has nothing
 * in its headers that only a proxy may say.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class FrontDoor implements WebFilter {

    private static final Problem NO_HOST =
            Problem.of(
                    HttpStatus.BAD_REQUEST,
                    ProblemCode.INVALID_REQUEST,
                    "the header Host is missing or malformed");

    private static final Duration FORGET_TIMEOUT = Duration.ofSeconds(1);

    private final ApplicationContext context;
    private final SecurityHeaders securityHeaders;
    private final TrustedProxies trustedProxies;
    private final List<String> roomOrigins;
    private final int maxBody;
    private final Duration bodyTimeout;

    FrontDoor(
            ApplicationContext context,
            SecurityHeaders securityHeaders,
            GatewayProperties properties) {
        this.context = context;
        this.securityHeaders = securityHeaders;
        this.trustedProxies = new TrustedProxies(properties.front().trustedProxies());
        this.roomOrigins = properties.front().roomOrigins();
        this.maxBody = Math.toIntExact(properties.front().maxBody().toBytes());
        this.bodyTimeout = properties.front().requestTimeout();
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        // The management server is a child context that inherits this filter.
        if (!context.equals(exchange.getApplicationContext())) {
            return chain.filter(exchange);
        }
        var area = Area.of(exchange.getRequest().getURI().getRawPath());
        var caller = Caller.of(exchange.getRequest(), trustedProxies);
        setSecurityHeaders(exchange, area, caller);
        if (area == null) {
            return Problem.notFound().answer(exchange);
        }
        if (caller == null) {
            return NO_HOST.answer(exchange);
        }
        var refusal = refusal(exchange.getRequest(), area, caller);
        if (refusal != null) {
            return RequestBody.forget(exchange.getRequest(), FORGET_TIMEOUT)
                    .then(Mono.defer(() -> refusal.answer(exchange)));
        }
        return CorsUtils.isPreFlightRequest(exchange.getRequest())
                ? answerPreFlight(exchange)
                : letIn(exchange, chain, caller, area);
    }

    private void setSecurityHeaders(
            ServerWebExchange exchange, @Nullable Area area, @Nullable Caller caller) {
        var known = caller == null ? new Caller("", "http", 80, "") : caller;
        exchange.getResponse()
                .beforeCommit(() -> {
                    securityHeaders.set(
                            exchange.getResponse().getHeaders(),
                            area == null ? Area.API : area,
                            known);
                    return Mono.empty();
                });
    }

    private @Nullable Problem refusal(ServerHttpRequest request, Area area, Caller caller) {
        if (!area.methods().contains(request.getMethod())) {
            return Problem.of(
                            HttpStatus.METHOD_NOT_ALLOWED,
                            ProblemCode.METHOD_NOT_ALLOWED,
                            "this method is not allowed here")
                    .with(HttpHeaders.ALLOW, allow(area));
        }
        if (area.isApi() && CorsUtils.isPreFlightRequest(request)) {
            return Problem.of(
                    HttpStatus.FORBIDDEN,
                    ProblemCode.FORBIDDEN,
                    "the API is not open to pages of other origins");
        }
        if (area == Area.CHAT && !isWebSocket(request.getHeaders())) {
            return Problem.of(
                            HttpStatus.UPGRADE_REQUIRED,
                            ProblemCode.INVALID_REQUEST,
                            "a room is a WebSocket (RFC 6455)")
                    .with(HttpHeaders.UPGRADE, "websocket");
        }
        var origin = request.getHeaders().getOrigin();
        if (area == Area.CHAT && origin != null && !isRoomOpenTo(origin, caller)) {
            return Problem.of(
                    HttpStatus.FORBIDDEN,
                    ProblemCode.FORBIDDEN,
                    "rooms are not open to pages of this origin");
        }
        return bodyRefusal(request.getHeaders(), area.isApi() ? maxBody : 0);
    }

    private boolean isRoomOpenTo(String origin, Caller caller) {
        return caller.isFrom(origin) || roomOrigins.contains(origin);
    }

    private static boolean isWebSocket(HttpHeaders headers) {
        return "websocket".equalsIgnoreCase(headers.getUpgrade());
    }

    private static @Nullable Problem bodyRefusal(HttpHeaders headers, int limit) {
        if (headers.containsHeader(HttpHeaders.CONTENT_ENCODING)) {
            return Problem.of(
                            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                            "a request body may not be encoded")
                    .with(HttpHeaders.CONNECTION, "close");
        }
        return headers.getContentLength() > limit || (limit == 0 && RequestBody.isChunked(headers))
                ? Problem.bodyTooLarge(limit)
                : null;
    }

    private Mono<Void> letIn(
            ServerWebExchange exchange, WebFilterChain chain, Caller caller, Area area) {
        caller.putInto(exchange);
        var request =
                exchange.getRequest().mutate().headers(headers -> cleanse(headers, area)).build();
        if (!RequestBody.isPresent(request.getHeaders())) {
            return chain.filter(exchange.mutate().request(request).build());
        }
        // Only reading ends in a problem here; what happens behind is told by Problems.
        return RequestBody.read(request, maxBody)
                .timeout(bodyTimeout)
                .map(read -> Optional.of(exchange.mutate().request(read).build()))
                .onErrorResume(
                        DataBufferLimitException.class,
                        _ -> answer(exchange, Problem.bodyTooLarge(maxBody)))
                .onErrorResume(TimeoutException.class, _ -> answer(exchange, Problem.bodyTooSlow()))
                .flatMap(read -> read.map(chain::filter).orElseGet(Mono::empty));
    }

    private static Mono<Optional<ServerWebExchange>> answer(
            ServerWebExchange exchange, Problem problem) {
        return problem.answer(exchange).thenReturn(Optional.empty());
    }

    private static void cleanse(HttpHeaders headers, Area area) {
        for (var name : headers.headerNames().toArray(String[]::new)) {
            var lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("forwarded")
                    || lower.startsWith("x-forwarded-")
                    || lower.startsWith("x-user-")
                    || lower.equals("x-real-ip")
                    || lower.equals("traceparent")
                    || lower.equals("tracestate")) {
                headers.remove(name);
            }
        }
        // No other route speaks another protocol.
        if (area != Area.CHAT) {
            headers.remove(HttpHeaders.UPGRADE);
        }
    }

    /** Media is for every page; Spring would turn the question away before it reached a route. */
    private static Mono<Void> answerPreFlight(ServerWebExchange exchange) {
        var response = exchange.getResponse();
        response.setStatusCode(HttpStatus.NO_CONTENT);
        var headers = response.getHeaders();
        headers.setAccessControlAllowOrigin("*");
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, allow(Area.LIVE));
        headers.set(
                HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
                "Authorization, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status, If-None-Match,"
                        + " If-Range, Range");
        headers.setAccessControlMaxAge(86_400);
        return response.setComplete();
    }

    private static String allow(Area area) {
        return area.methods().stream().map(HttpMethod::name).collect(Collectors.joining(", "));
    }
}
