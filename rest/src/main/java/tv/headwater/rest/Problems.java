package tv.headwater.rest;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import tools.jackson.databind.json.JsonMapper;
import tv.headwater.contract.api.Problem;
import tv.headwater.contract.api.ProblemCode;

/** Every error leaves as {@code application/problem+json}. What is ours is logged here, once; the caller's fault is not. */
@RestControllerAdvice
public final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private final JsonMapper json;

    Problems(JsonMapper json) {
        this.json = json;
    }

    @ExceptionHandler(Exception.class)
    ResponseEntity<byte[]> on(Exception e) throws Exception {
        if (e instanceof AsyncRequestNotUsableException) {
            throw e;
        }
        var problem = problem(e);
        return ResponseEntity.status(problem.status())
                .headers(headers(problem, e))
                .body(body(problem));
    }

    /** For what fails outside of controllers. */
    public void write(Throwable e, HttpServletResponse response) throws IOException {
        var problem = problem(e);
        response.setStatus(problem.status().value());
        headers(problem, e).forEach((name, values) -> response.setHeader(name, values.getFirst()));
        response.getOutputStream().write(body(problem));
    }

    private static ApiProblem problem(Throwable e) {
        var known = Refusals.of(e);
        if (known != null) {
            return known;
        }
        if (Outages.isDatabaseAway(e)) {
            log.debug("database away: {}", Outages.reason(e));
            return ApiProblem.unavailable("the database does not answer; try again");
        }
        log.error("request failed", e);
        return new ApiProblem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                ProblemCode.INTERNAL,
                "something went wrong on our side");
    }

    private static HttpHeaders headers(ApiProblem problem, Throwable e) {
        var headers = new HttpHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl("no-store");
        Duration retryAfter = problem.retryAfter();
        if (retryAfter != null) {
            headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter.toSeconds()));
        }
        if (problem.status() == HttpStatus.UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"headwater\"");
        }
        if (e instanceof HttpRequestMethodNotSupportedException method
                && method.getSupportedHttpMethods() != null) {
            headers.setAllow(method.getSupportedHttpMethods());
        }
        return headers;
    }

    private byte[] body(ApiProblem problem) {
        return json.writeValueAsBytes(
                new Problem(
                        "about:blank",
                        problem.status().getReasonPhrase(),
                        problem.status().value(),
                        problem.code().code(),
                        problem.detail(),
                        problem.property()));
    }
}
