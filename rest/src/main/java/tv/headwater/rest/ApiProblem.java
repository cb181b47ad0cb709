package tv.headwater.rest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tv.headwater.contract.api.ProblemCode;

/** A request that is refused, with what the caller is told. */
public final class ApiProblem extends RuntimeException {

    private final HttpStatus status;
    private final ProblemCode code;
    private final @Nullable String property;
    private final @Nullable Duration retryAfter;

    /**
     * @param detail a sentence with the value and the limit, never a secret
     * @param property the request's property at fault
     * @param retryAfter when it may be tried again, in the header Retry-After
     */
    public ApiProblem(
            HttpStatus status,
            ProblemCode code,
            String detail,
            @Nullable String property,
            @Nullable Duration retryAfter) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.property = property;
        this.retryAfter = retryAfter;
    }

    public ApiProblem(HttpStatus status, ProblemCode code, String detail) {
        this(status, code, detail, null, null);
    }

    /** 404: also for what exists and is another's. */
    public static ApiProblem notFound(String what) {
        return new ApiProblem(
                HttpStatus.NOT_FOUND, ProblemCode.NOT_FOUND, "there is no such " + what);
    }

    public static ApiProblem unauthenticated() {
        return new ApiProblem(
                HttpStatus.UNAUTHORIZED,
                ProblemCode.UNAUTHENTICATED,
                "this needs an access token or an API key in the header Authorization: Bearer");
    }

    public static ApiProblem forbidden(String detail) {
        return new ApiProblem(HttpStatus.FORBIDDEN, ProblemCode.FORBIDDEN, detail);
    }

    public static ApiProblem conflict(String detail) {
        return new ApiProblem(HttpStatus.CONFLICT, ProblemCode.CONFLICT, detail);
    }

    public static ApiProblem invalid(String property, String detail) {
        return new ApiProblem(
                HttpStatus.BAD_REQUEST, ProblemCode.INVALID_REQUEST, detail, property, null);
    }

    public static ApiProblem notSupportedYet(String property, String detail) {
        return new ApiProblem(
                HttpStatus.BAD_REQUEST, ProblemCode.NOT_SUPPORTED_YET, detail, property, null);
    }

    public static ApiProblem unavailable(String detail) {
        return new ApiProblem(
                HttpStatus.SERVICE_UNAVAILABLE,
                ProblemCode.UNAVAILABLE,
                detail,
                null,
                Duration.ofSeconds(2));
    }

    public HttpStatus status() {
        return status;
    }

    public ProblemCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public @Nullable String property() {
        return property;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
