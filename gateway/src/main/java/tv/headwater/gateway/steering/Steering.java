package tv.headwater.gateway.steering;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.loadbalancer.Response;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tv.headwater.contract.access.TokenedPath;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.gateway.GatewayProperties;
import tv.headwater.gateway.edge.Edges;
import tv.headwater.gateway.edge.Pathway;
import tv.headwater.gateway.front.Caller;

/**
 * Where viewers reach every edge, what a player asks for first sends it there: a multivariant playlist comes from the edge that
 * was chosen, with that edge's URLs in it. The edge that answers decides who may watch, so its refusals pass as they are. All else, and
 * everything where an edge cannot be reached by the viewer, passes through.
 */
@Component
public final class Steering implements GatewayFilter, Ordered {

    private static final String PRIVATE = "private, no-store";

    /** Of a public playlist: as long as its choice of an edge is worth something. */
    private static final String PUBLIC = "public, max-age=2";

    private final Edges edges;
    private final SteeringMeters meters;
    private final int maxPathways;
    private final int maxPlaylist;

    Steering(GatewayProperties properties, Edges edges, SteeringMeters meters) {
        this.edges = edges;
        this.meters = meters;
        this.maxPathways = properties.steering().maxPathways();
        this.maxPlaylist = Math.toIntExact(properties.steering().maxPlaylist().toBytes());
    }

    /** Before the answer is written. */
    @Override
    public int getOrder() {
        return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        var request = exchange.getRequest();
        var path = MediaPath.parse(request.getURI().getRawPath());
        if (path == null || !isSteered(path) || request.getMethod().equals(HttpMethod.OPTIONS)) {
            return chain.filter(exchange);
        }
        var caller = Caller.of(exchange);
        var pathways = edges.pathways(caller.scheme(), caller.hostName());
        if (pathways.isEmpty()) {
            meters.decided(SteeringMeters.Outcome.PROXIED);
            return chain.filter(exchange);
        }
        var token = PlaybackTokens.of(request);
        return chain.filter(steered(exchange, path, pathways, token));
    }

    private static boolean isSteered(MediaPath path) {
        return path instanceof MediaPath.MultivariantPlaylist
                || path instanceof MediaPath.TransportMultivariantPlaylist;
    }

    private ServerWebExchange steered(
            ServerWebExchange exchange,
            MediaPath path,
            List<Pathway> pathways,
            @Nullable String token) {
        // The whole playlist, whatever part of it or code for it the viewer would take.
        var request =
                exchange.getRequest()
                        .mutate()
                        .method(HttpMethod.GET)
                        .headers(headers -> {
                            headers.remove(HttpHeaders.ACCEPT_ENCODING);
                            headers.remove(HttpHeaders.IF_NONE_MATCH);
                            headers.remove(HttpHeaders.IF_MODIFIED_SINCE);
                            headers.remove(HttpHeaders.IF_RANGE);
                            headers.remove(HttpHeaders.RANGE);
                            if (token != null) {
                                headers.setBearerAuth(token);
                            }
                        })
                        .build();
        return exchange.mutate()
                .request(request)
                .response(new SteeredResponse(exchange, path, pathways, token))
                .build();
    }

    private static URI url(Pathway pathway, MediaPath path, @Nullable String token) {
        var prefix = token == null ? "" : TokenedPath.prefix(token);
        return URI.create(pathway.url().at(prefix + path.path()));
    }

    private static @Nullable Pathway find(List<Pathway> pathways, String id) {
        return pathways.stream().filter(each -> each.id().equals(id)).findFirst().orElse(null);
    }

    /** Writes playlists anew; everything else as it comes. */
    private final class SteeredResponse extends ServerHttpResponseDecorator {

        private final ServerWebExchange exchange;
        private final MediaPath path;
        private final List<Pathway> pathways;
        private final @Nullable String token;

        SteeredResponse(
                ServerWebExchange exchange,
                MediaPath path,
                List<Pathway> pathways,
                @Nullable String token) {
            super(exchange.getResponse());
            this.exchange = exchange;
            this.path = path;
            this.pathways = pathways;
            this.token = token;
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            var edge = answeredBy();
            if (edge == null || !isPlaylist()) {
                return super.writeWith(body);
            }
            return DataBufferUtils.join(body, maxPlaylist)
                    .map(buffer -> steered(text(buffer), edge))
                    .onErrorMap(
                            e ->
                                    e instanceof DataBufferLimitException
                                            || e instanceof IllegalArgumentException,
                            e -> new ResponseStatusException(HttpStatus.BAD_GATEWAY, null, e))
                    .flatMap(this::write);
        }

        private @Nullable Pathway answeredBy() {
            Response<ServiceInstance> chosen =
                    exchange.getAttribute(
                            ServerWebExchangeUtils.GATEWAY_LOADBALANCER_RESPONSE_ATTR);
            var instance = chosen == null ? null : chosen.getServer();
            var id = instance == null ? null : instance.getInstanceId();
            return id == null ? null : find(pathways, id);
        }

        private boolean isPlaylist() {
            var type = getHeaders().getContentType();
            return HttpStatus.OK.equals(getStatusCode())
                    && type != null
                    && type.getSubtype().toLowerCase(Locale.ROOT).contains("mpegurl");
        }

        private static String text(DataBuffer buffer) {
            try {
                return buffer.toString(StandardCharsets.UTF_8);
            } finally {
                DataBufferUtils.release(buffer);
            }
        }

        private byte[] steered(String playlist, Pathway edge) {
            var places =
                    named(edge).stream()
                            .map(pathway ->
                                    new SteeredPlaylist.Place(
                                            pathway.id(), url(pathway, path, token)))
                            .toList();
            var server = SteeringController.uri(Caller.of(exchange), path.streamId());
            return SteeredPlaylist.of(playlist, server, places).getBytes(StandardCharsets.UTF_8);
        }

        private Mono<Void> write(byte[] playlist) {
            meters.decided(SteeringMeters.Outcome.SENT);
            setHeaders(playlist.length);
            return super.writeWith(Mono.fromSupplier(() -> bufferFactory().wrap(playlist)));
        }

        /** The edge and those that a Steering Manifest cannot tell of later, as many as may be. */
        private List<Pathway> named(Pathway edge) {
            var named = new ArrayList<Pathway>(List.of(edge));
            for (var id : edges.order(path.streamId())) {
                var other = find(pathways, id);
                if (named.size() < maxPathways
                        && other != null
                        && !other.equals(edge)
                        && !other.url().differsByHost(edge.url())) {
                    named.add(other);
                }
            }
            return named;
        }

        private void setHeaders(int length) {
            var headers = getHeaders();
            headers.remove(HttpHeaders.ETAG);
            headers.remove(HttpHeaders.LAST_MODIFIED);
            headers.remove(HttpHeaders.AGE);
            headers.remove(HttpHeaders.ACCEPT_RANGES);
            headers.remove(HttpHeaders.TRANSFER_ENCODING);
            headers.setContentLength(length);
            // A playlist that is for one viewer, or tells one a cookie, must not reach another.
            boolean isForOne = token != null || headers.containsHeader(HttpHeaders.SET_COOKIE);
            headers.setCacheControl(isForOne ? PRIVATE : PUBLIC);
            headers.set(HttpHeaders.VARY, "Authorization, Cookie");
        }
    }
}
