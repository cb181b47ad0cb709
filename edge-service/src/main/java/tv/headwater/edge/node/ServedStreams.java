package tv.headwater.edge.node;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;

/** Notes which streams viewers get something of. */
public final class ServedStreams implements MediaResources {

    private static final Duration RECENT = Duration.ofSeconds(30);

    private final MediaResources resources;
    private final Ticker ticker;
    private final ConcurrentMap<StreamId, Long> servedAt = new ConcurrentHashMap<>();

    public ServedStreams(MediaResources resources, Ticker ticker) {
        this.resources = resources;
        this.ticker = ticker;
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        return resources
                .get(request)
                .whenComplete((response, failure) -> {
                    // A list of streams shows their posters; nobody watches them for that.
                    if (response instanceof MediaResponse.Found
                            && !(request.path() instanceof MediaPath.Poster)) {
                        servedAt.put(request.path().streamId(), ticker.read());
                    }
                });
    }

    /** Those of the last 30 s, in order. */
    public List<StreamId> recent() {
        long now = ticker.read();
        servedAt.values().removeIf(at -> now - at > RECENT.toNanos());
        return servedAt.keySet().stream().sorted().toList();
    }
}
