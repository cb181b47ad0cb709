package tv.headwater.rest;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** Knows who makes a request. */
@FunctionalInterface
public interface Callers {

    /**
     * Null where it says nothing of who makes it.
     *
     * @throws ApiProblem 401 if what it says is not true
     */
    @Nullable Caller of(HttpServletRequest request);
}
