package tv.headwater.rest;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.api.ProblemCode;

/**
 * Where a page of a list, newest first, goes on: after the item created at {@code at} (to the microsecond) with this id. Opaque
 * to callers.
 */
public record Cursor(Instant at, String id) {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}):([a-z0-9-]{1,40})");

    /** Before everything. */
    public static final Cursor START = new Cursor(Instant.ofEpochSecond(9_000_000_000L), "~");

    /**
     * @throws ApiProblem 400 {@code invalid_cursor} if {@code text} is not one of ours
     */
    public static Cursor of(@Nullable String text) {
        if (text == null) {
            return START;
        }
        try {
            var plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            var parts = FORM.matcher(plain);
            if (parts.matches()) {
                var at = Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS);
                return new Cursor(at, parts.group(2));
            }
        } catch (IllegalArgumentException e) {
            // not base64: the same answer
        }
        throw invalid();
    }

    static ApiProblem invalid() {
        return new ApiProblem(
                HttpStatus.BAD_REQUEST,
                ProblemCode.INVALID_CURSOR,
                "cursor is not one that a page of this list gave as nextCursor",
                "cursor",
                null);
    }

    /** A cursor that is a plain number, such as an event's. */
    public static long number(@Nullable String text, long start) {
        if (text == null) {
            return start;
        }
        if (!text.matches("\\d{1,18}")) {
            throw invalid();
        }
        return Long.parseLong(text);
    }

    public String text() {
        var plain = ChronoUnit.MICROS.between(Instant.EPOCH, at) + ":" + id;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * @throws ApiProblem 400 if {@code limit} is not in 1..{@link #MAX_LIMIT}
     */
    public static int limit(@Nullable Integer limit) {
        if (limit == null) {
            return DEFAULT_LIMIT;
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ApiProblem.invalid(
                    "limit", "limit %d is not in 1..%d".formatted(limit, MAX_LIMIT));
        }
        return limit;
    }

    /** The page of the first {@code limit} of {@code found}, which holds one more where there is a next page. */
    public static <R, T> Page<T> page(
            List<R> found, int limit, Function<R, String> cursor, Function<R, T> view) {
        var shown = found.size() > limit ? found.subList(0, limit) : found;
        return new Page<>(
                shown.stream().map(view).toList(),
                found.size() > limit ? cursor.apply(shown.getLast()) : null);
    }
}
