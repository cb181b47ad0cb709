package tv.headwater.contract.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The body of an error (RFC 9457), sent as {@code application/problem+json}.
 *
 * @param type always {@code about:blank}: {@code code} tells problems apart
 * @param title the status in words
 * @param code stable, see {@link ProblemCode}
 * @param detail a sentence with the value and the limit, never a secret
 * @param property the request's property or parameter that is at fault, as a dotted path
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String code,
        String detail,
        @Nullable String property) {}
