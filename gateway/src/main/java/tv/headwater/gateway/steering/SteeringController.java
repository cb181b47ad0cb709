package tv.headwater.gateway.steering;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.gateway.GatewayProperties;
import tv.headwater.gateway.edge.Edges;
import tv.headwater.gateway.edge.Pathway;
import tv.headwater.gateway.front.Caller;
import tv.headwater.gateway.problem.Problem;
import tv.headwater.gateway.steering.SteeringMeters.Outcome;

/**
 * Tells players which edges there are (RFC 8216bis 7.2). One stays where it says it is ({@code _HLS_pathway}) as long as that
 * edge is there: to send all viewers of a stream to the edge that the next one should get would empty one and flood the
 * other. Of an edge that has too many, only as many are asked to go as are too many. {@code _HLS_throughput} says nothing about
 * which edge is better, since the player's own line is nearly always what is narrow.
 */
@RestController
final class SteeringController {

    private static final String PATH = "/steer/";
    private static final String PATHWAY = "_HLS_pathway";
    private static final String PATHWAY_FORM = "[A-Za-z0-9._-]{1,63}";

    /** RFC 8216bis 7.2: the player does not ask again. */
    private static final Problem OFF =
            Problem.of(HttpStatus.GONE, ProblemCode.NOT_FOUND, "nobody is steered here");

    private final Edges edges;
    private final SteeringMeters meters;
    private final boolean enabled;
    private final long ttl;
    private final RandomGenerator random = RandomGenerator.getDefault();

    SteeringController(GatewayProperties properties, Edges edges, SteeringMeters meters) {
        this.edges = edges;
        this.meters = meters;
        this.enabled = properties.steering().enabled();
        this.ttl = Math.max(1, properties.steering().ttl().toSeconds());
    }

    /** SERVER-URI of a stream. Absolute: Shaka Player 5 takes a relative one for what it is, and fails. */
    static String uri(Caller caller, StreamId stream) {
        return caller.origin() + PATH + stream;
    }

    @GetMapping(PATH + "{id}")
    Mono<Void> steer(ServerWebExchange exchange, @PathVariable String id) {
        if (!enabled) {
            return OFF.answer(exchange);
        }
        var caller = Caller.of(exchange);
        var pathways = edges.pathways(caller.scheme(), caller.hostName());
        if (pathways.isEmpty()) {
            return Mono.error(new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE));
        }
        var stream = new StreamId(id);
        var current = pathway(exchange);
        var order = order(stream, pathways, current);
        var manifest = SteeringManifest.of(order, current, ttl, uri(caller, stream));
        var response = exchange.getResponse();
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setCacheControl("no-store");
        var body = Json.write(manifest);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    /** Where the player says it is; null if it says nothing, or nothing that is a PATHWAY-ID. */
    private static @Nullable String pathway(ServerWebExchange exchange) {
        var said = exchange.getRequest().getQueryParams().getFirst(PATHWAY);
        if (said == null) {
            return null;
        }
        var id = said.replace("\"", "");
        return id.matches(PATHWAY_FORM) ? id : null;
    }

    private List<Pathway> order(StreamId stream, List<Pathway> pathways, @Nullable String current) {
        var order = new ArrayList<Pathway>();
        for (var id : edges.order(stream)) {
            pathways.stream().filter(each -> each.id().equals(id)).forEach(order::add);
        }
        var on = find(order, current);
        if (on == null) {
            meters.decided(current == null ? Outcome.TOLD : Outcome.REPLACED);
            var told = order.isEmpty() ? pathways : order;
            edges.sent(told.getFirst().id());
            return told;
        }
        order.remove(on);
        boolean goes = !order.isEmpty() && random.nextDouble() < edges.excess(on.id());
        meters.decided(goes ? Outcome.MOVED : Outcome.STAYED);
        if (goes) {
            edges.moved(on.id(), order.getFirst().id());
        }
        order.add(goes ? order.size() : 0, on);
        return order;
    }

    private static @Nullable Pathway find(List<Pathway> pathways, @Nullable String id) {
        return pathways.stream()
                .filter(each -> Objects.equals(each.id(), id))
                .findFirst()
                .orElse(null);
    }
}
