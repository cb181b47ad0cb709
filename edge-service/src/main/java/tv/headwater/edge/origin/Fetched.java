package tv.headwater.edge.origin;

import java.nio.ByteBuffer;
import java.time.Duration;
import tv.headwater.mediahttp.Body;
import tv.headwater.mediahttp.MediaResponse.Caching;

/** What became of asking for an object. */
public sealed interface Fetched {

    /**
     * 200.
     *
     * @param age the origin's own Age
     */
    record Found(String contentType, Caching caching, Body content, Duration age)
            implements Fetched {

        /** @param body never changes */
        public Found(String contentType, Caching caching, ByteBuffer body, Duration age) {
            this(contentType, caching, new Body(body), age);
        }

        /** Read-only. */
        public ByteBuffer body() {
            return content.bytes();
        }
    }

    /** 404 from everyone who might have it. */
    record Missing(Caching caching) implements Fetched {}

    /** 400: no origin will think better of it. */
    record Rejected() implements Fetched {}

    /**
     * 401, 403 or 508, from an edge that stands before the packagers: it will not have what came with this request, and is well.
     *
     * @param why for viewers; names no address
     */
    record Refused(String why) implements Fetched {}

    /** 503: an origin says that it has no answer now, as after it has held a request for as long as it may. */
    record Unavailable() implements Fetched {}

    /**
     * Nobody who might have it answered with sense.
     *
     * @param why for logs and viewers; names no address
     */
    record Failed(String why) implements Fetched {}
}
