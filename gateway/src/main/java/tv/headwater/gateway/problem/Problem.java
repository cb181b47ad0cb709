package tv.headwater.gateway.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.contract.log.Json;

/**
 * An answer of {@code application/problem+json} (RFC 9457).
 *
 * @param detail a sentence for people, without anything secret
 * @param headers to send with it
 */
public record Problem(
        HttpStatus status, ProblemCode code, String detail, Map<String, String> headers) {

    public Problem {
        headers = Map.copyOf(headers);
    }

    public static Problem of(HttpStatus status, ProblemCode code, String detail) {
        return new Problem(status, code, detail, Map.of());
    }

    public static Problem notFound() {
        return of(HttpStatus.NOT_FOUND, ProblemCode.NOT_FOUND, "nothing is here");
    }

    public static Problem bodyTooLarge(long limit) {
        // What is left of the body is not worth reading.
        return new Problem(
                HttpStatus.CONTENT_TOO_LARGE,
                ProblemCode.BODY_TOO_LARGE,
                "the request body exceeds " + limit + " bytes",
                Map.of(HttpHeaders.CONNECTION, "close"));
    }

    public static Problem bodyTooSlow() {
        return new Problem(
                HttpStatus.REQUEST_TIMEOUT,
                ProblemCode.INVALID_REQUEST,
                "the request body took too long to arrive",
                Map.of(HttpHeaders.CONNECTION, "close"));
    }

    /** This problem with one more header. */
    public Problem with(String header, String value) {
        var all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new Problem(status, code, detail, all);
    }

    /** Answers the exchange with this problem, whatever headers had been set for a better answer. */
    public Mono<Void> answer(ServerWebExchange exchange) {
        var response = exchange.getResponse();
        response.setStatusCode(status);
        response.getHeaders().clear();
        headers.forEach(response.getHeaders()::set);
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        response.getHeaders().setCacheControl("no-store");
        var body = Json.write(json());
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private Map<String, Object> json() {
        var json = new LinkedHashMap<String, Object>();
        json.put("type", "about:blank");
        json.put("title", status.getReasonPhrase());
        json.put("status", status.value());
        json.put("detail", detail);
        json.put("code", code.code());
        return json;
    }
}
