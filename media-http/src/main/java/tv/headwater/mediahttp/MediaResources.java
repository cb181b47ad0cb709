package tv.headwater.mediahttp;

import java.util.concurrent.CompletionStage;

/** What a {@code MediaServer} serves: the window of an origin, or the cache of an edge. */
public interface MediaResources {

    /**
     * Finds what a request names. Called on an event loop: must not block. The stage may complete on any thread; one that
     * completes exceptionally is answered with 500.
     */
    CompletionStage<MediaResponse> get(MediaRequest request);
}
