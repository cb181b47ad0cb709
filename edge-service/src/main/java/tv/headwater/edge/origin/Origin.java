package tv.headwater.edge.origin;

import java.util.concurrent.CompletionStage;
import tv.headwater.mediahttp.MediaRequest;

/** Where objects come from. */
public interface Origin {

    /** Asks for an object. Does not block; the stage never completes exceptionally for what a peer does. */
    CompletionStage<Fetched> fetch(MediaRequest request);
}
