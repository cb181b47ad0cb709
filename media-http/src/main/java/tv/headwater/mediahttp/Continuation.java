package tv.headwater.mediahttp;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What follows of a body that is still being made. Belongs to one answer. */
public interface Continuation {

    /**
     * The next bytes; empty where nothing more comes. Is called again only when the stage before is complete, and may complete on any
     * thread. Where it completes exceptionally the answer breaks off, so that no peer takes what it has for all of it (RFC 9112 8).
     */
    CompletionStage<Optional<Body>> next();
}
