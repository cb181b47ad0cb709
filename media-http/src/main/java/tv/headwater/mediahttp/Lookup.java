package tv.headwater.mediahttp;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds what requests name, and turns whatever becomes of that into answers: our own faults are logged and are a 500. */
record Lookup(MediaResources resources) {

    private static final Logger log = LoggerFactory.getLogger(Lookup.class);

    /** Starts looking. The stage completes once an event loop can answer without taking long. */
    CompletionStage<MediaResponse> find(HttpRequest http, MediaRequest request) {
        try {
            return resources
                    .get(request)
                    .thenCompose(response -> ContentCoding.prepared(http, response));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /**
     * What came of it, on the wire.
     *
     * @param secure whether there is TLS
     */
    Answer answer(
            HttpRequest http,
            MediaRequest request,
            @Nullable MediaResponse response,
            @Nullable Throwable failure,
            boolean secure) {
        try {
            if (response != null) {
                return Answers.of(request.path(), http, response, secure);
            }
            log.error("{} is answered with 500", request.path().path(), failure);
        } catch (RuntimeException e) {
            log.error("{} is answered with 500", request.path().path(), e);
        }
        return Answers.problem(
                HttpResponseStatus.INTERNAL_SERVER_ERROR, "something went wrong on this side");
    }
}
