package tv.headwater.packager.key;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;

/** Serves content keys, and leaves all other requests to others. */
public final class KeyResources implements MediaResources {

    private static final String TYPE = "application/octet-stream";
    private static final Caching NEVER = Caching.seconds(0);

    private final ContentSecrets secrets;
    private final MediaResources others;

    public KeyResources(ContentSecrets secrets, MediaResources others) {
        this.secrets = secrets;
        this.others = others;
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        return request.path() instanceof MediaPath.Key path
                ? CompletableFuture.completedFuture(key(path))
                : others.get(request);
    }

    private MediaResponse key(MediaPath.Key path) {
        return secrets.key(path.streamId(), path.number())
                .<MediaResponse>map(
                        key -> new MediaResponse.Found(TYPE, NEVER, key.bytes(), Duration.ZERO))
                .orElseGet(() -> new MediaResponse.NotFound("the stream has no such key", NEVER));
    }
}
