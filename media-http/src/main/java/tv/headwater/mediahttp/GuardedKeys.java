package tv.headwater.mediahttp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tv.headwater.contract.live.MediaPath;

/** Lets no request for a content key past that {@link KeyAccess} does not allow, on edges and origins alike. */
public final class GuardedKeys implements MediaResources {

    private final KeyAccess access;
    private final MediaResources resources;

    public GuardedKeys(KeyAccess access, MediaResources resources) {
        this.access = access;
        this.resources = resources;
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        if (request.path() instanceof MediaPath.Key && !access.allows(request)) {
            return CompletableFuture.completedFuture(
                    new MediaResponse.Forbidden("the key is not for this viewer"));
        }
        return resources.get(request);
    }
}
