package tv.headwater.gateway.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import tv.headwater.contract.access.PlaybackToken;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.gateway.GatewayProperties;
import tv.headwater.gateway.front.Area;
import tv.headwater.gateway.front.Bearer;
import tv.headwater.gateway.front.Caller;
import tv.headwater.gateway.front.TrustedProxies;
import tv.headwater.gateway.problem.Problem;

/**
 * Turns away, with 429, whoever asks too often: by the caller's address, and by what the caller shows to be let in, of which
 * only a hash is remembered. A trusted proxy that does not say for whom it asks has no limit of its own: it is many callers.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class RateLimits implements WebFilter {

    private static final int IPV6_NETWORK_BYTES = 8;

    /** The limits of one kind of request. */
    private record Kind(RateLimit perAddress, RateLimit perCredential) {}

    private final TrustedProxies proxies;
    private final Kind api;
    private final Kind media;

    RateLimits(GatewayProperties properties, MeterRegistry registry) {
        var limits = properties.limits();
        this.proxies = new TrustedProxies(properties.front().trustedProxies());
        this.api =
                new Kind(
                        limit("api-per-address", limits.apiPerAddress(), limits, registry),
                        limit("api-per-credential", limits.apiPerCredential(), limits, registry));
        this.media =
                new Kind(
                        limit("media-per-address", limits.mediaPerAddress(), limits, registry),
                        limit(
                                "media-per-credential",
                                limits.mediaPerCredential(),
                                limits,
                                registry));
    }

    private static RateLimit limit(
            String name,
            GatewayProperties.Rate rate,
            GatewayProperties.Limits limits,
            MeterRegistry registry) {
        var refusals =
                Counter.builder("headwater.gateway.rate.limited")
                        .description("Requests turned away with 429")
                        .tag("limit", name)
                        .register(registry);
        return new RateLimit(rate, limits.maxKeys(), refusals);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var caller = Caller.find(exchange);
        var area = Area.of(exchange.getRequest().getURI().getRawPath());
        if (caller == null || area == null) {
            return chain.filter(exchange);
        }
        var kind = area.isMetadata() || area.isApi() ? api : media;
        var address = address(caller);
        if (address != null && !kind.perAddress().allows(address)) {
            return refuse(exchange, kind.perAddress());
        }
        var credential = credential(exchange.getRequest());
        if (credential != null && !kind.perCredential().allows(credential)) {
            return refuse(exchange, kind.perCredential());
        }
        return chain.filter(exchange);
    }

    private static Mono<Void> refuse(ServerWebExchange exchange, RateLimit limit) {
        return Problem.of(
                        HttpStatus.TOO_MANY_REQUESTS,
                        ProblemCode.RATE_LIMITED,
                        "more requests than the limit of this gateway allows")
                .with(HttpHeaders.RETRY_AFTER, String.valueOf(limit.retryAfter()))
                .answer(exchange);
    }

    /** The address, of IPv6 the network: whoever has one address there has them all. */
    private @Nullable String address(Caller caller) {
        var address = InetAddress.ofLiteral(caller.address());
        if (proxies.contains(address)) {
            return null;
        }
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), IPV6_NETWORK_BYTES))
                : caller.address();
    }

    /** What else stands in {@code Authorization} nobody looks at, so a caller could change it with each request. */
    private static @Nullable String credential(ServerHttpRequest request) {
        var cookie = Optional.ofNullable(request.getCookies().getFirst(PlaybackToken.COOKIE));
        return Bearer.tokens(request.getHeaders())
                .findFirst()
                .or(() -> cookie.map(HttpCookie::getValue))
                .filter(shown -> !shown.isBlank())
                .map(RateLimits::hash)
                .orElse(null);
    }

    private static String hash(String secret) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(secret.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
