package tv.headwater.mediahttp;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/** A request and what is known of it so far. */
final class Exchange {
    final HttpRequest request;
    final Admission admission;
    final long startedAt = System.nanoTime();
    boolean keepAlive;

    /** Whether the answer's body tells its own end. */
    boolean chunked;

    Exchange(HttpRequest request, Admission admission) {
        this.request = request;
        this.admission = admission;
        this.keepAlive = HttpUtil.isKeepAlive(request);
    }
}
