package tv.headwater.gateway.problem;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.gateway.GatewayProperties;

/** Answers every error that reaches the gateway's rim; Boot's own pages for errors never show. */
@Component
@Order(-2)
final class Problems implements ErrorWebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final String retryAfter;

    Problems(GatewayProperties properties) {
        this.retryAfter =
                String.valueOf(Math.max(1, properties.upstreams().retryAfter().toSeconds()));
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        var problem = problem(error);
        if (problem.code() == ProblemCode.INTERNAL) {
            log.error("{} fails", exchange.getRequest().getPath().value(), error);
        } else if (problem.code() == ProblemCode.UNAVAILABLE) {
            log.info("{}: {}", exchange.getRequest().getPath().value(), error.getMessage());
        }
        return problem.answer(exchange);
    }

    private Problem problem(Throwable error) {
        return switch (error) {
            case ResponseStatusException e -> of(HttpStatus.resolve(e.getStatusCode().value()));
            case io.netty.channel.ConnectTimeoutException _ -> of(HttpStatus.GATEWAY_TIMEOUT);
            case io.netty.handler.timeout.TimeoutException _ -> of(HttpStatus.GATEWAY_TIMEOUT);
            case TimeoutException _ -> of(HttpStatus.GATEWAY_TIMEOUT);
            case IOException _ -> of(HttpStatus.SERVICE_UNAVAILABLE);
            default -> of(null);
        };
    }

    private Problem of(@Nullable HttpStatus status) {
        return switch (status) {
            case NOT_FOUND -> Problem.notFound();
            case METHOD_NOT_ALLOWED ->
                    Problem.of(
                            status,
                            ProblemCode.METHOD_NOT_ALLOWED,
                            "this method is not allowed here");
            case NOT_ACCEPTABLE ->
                    Problem.of(
                            status, ProblemCode.NOT_ACCEPTABLE, "no representation is acceptable");
            case GATEWAY_TIMEOUT ->
                    Problem.of(
                                    status,
                                    ProblemCode.UNAVAILABLE,
                                    "the service behind took too long to answer")
                            .with(HttpHeaders.RETRY_AFTER, retryAfter);
            case BAD_GATEWAY, SERVICE_UNAVAILABLE ->
                    Problem.of(
                                    HttpStatus.SERVICE_UNAVAILABLE,
                                    ProblemCode.UNAVAILABLE,
                                    "nobody can answer this now")
                            .with(HttpHeaders.RETRY_AFTER, retryAfter);
            case null -> internal();
            default ->
                    status.is4xxClientError()
                            ? Problem.of(
                                    status,
                                    ProblemCode.INVALID_REQUEST,
                                    "the request is not understood")
                            : internal();
        };
    }

    private static Problem internal() {
        return Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR, ProblemCode.INTERNAL, "this is our fault");
    }
}
