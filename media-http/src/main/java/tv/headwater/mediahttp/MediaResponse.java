package tv.headwater.mediahttp;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The answer to a {@link MediaRequest}. The server adds status line, CORS and length, and answers HEAD and ranges itself. */
public sealed interface MediaResponse {

    /**
     * 200.
     *
     * @param age how old the answer already is, for the {@code Age} header; zero at an origin
     * @param rest of what is still being made; null where {@code content} is all of it
     */
    record Found(
            String contentType,
            Caching caching,
            Body content,
            Duration age,
            @Nullable Continuation rest)
            implements MediaResponse {

        public Found(String contentType, Caching caching, Body content, Duration age) {
            this(contentType, caching, content, age, null);
        }

        /** @param body never changes */
        public Found(String contentType, Caching caching, ByteBuffer body, Duration age) {
            this(contentType, caching, new Body(body), age);
        }

        /** {@link Body#bytes}. */
        public ByteBuffer body() {
            return content.bytes();
        }
    }

    /**
     * 200 for this viewer alone: shared caches must not keep it.
     *
     * @param session id of the playback session that begins with it, for {@link Asker#SESSION_COOKIE}; null if none does
     */
    record Personal(Found found, @Nullable String session) implements MediaResponse {}

    /** 400. */
    record BadRequest(String why) implements MediaResponse {}

    /** 401, which no cache remembers: there is no playback token, or it is not valid. */
    record Unauthorized(String why) implements MediaResponse {}

    /** 403, which no cache remembers. */
    record Forbidden(String why) implements MediaResponse {}

    /**
     * 404.
     *
     * @param caching how long caches may remember it: not at all where it is about to be there
     */
    record NotFound(String why, Caching caching) implements MediaResponse {

        /** Whether it may be there as soon as a part is. */
        boolean isPassing() {
            return caching.maxAge().isZero();
        }
    }

    /** 503. */
    record Unavailable(String why, Duration retryAfter) implements MediaResponse {}

    /** 508 (RFC 5842 7.2): answering would take asking whoever asks. */
    record LoopDetected(String why) implements MediaResponse {}

    /**
     * Cache-Control.
     *
     * @param immutable the object never changes under its URL
     */
    record Caching(Duration maxAge, boolean immutable) {

        public static final Caching IMMUTABLE = new Caching(Duration.ofHours(1), true);

        public static Caching seconds(long seconds) {
            return new Caching(Duration.ofSeconds(seconds), false);
        }
    }
}
