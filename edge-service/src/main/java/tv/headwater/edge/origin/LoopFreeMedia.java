package tv.headwater.edge.origin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tv.headwater.contract.id.NodeId;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;

/**
 * Refuses what this edge has itself sent to another: edges that are each other's parents would ask in a circle, and each would wait
 * for the fetch that waits for it.
 */
public final class LoopFreeMedia implements MediaResources {

    private final NodeId nodeId;
    private final MediaResources media;
    private final Counter loops;

    public LoopFreeMedia(NodeId nodeId, MediaResources media, MeterRegistry registry) {
        this.nodeId = nodeId;
        this.media = media;
        this.loops =
                Counter.builder("headwater.origin.loops")
                        .description("requests refused because edges ask each other in a loop")
                        .register(registry);
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        var passedOn = request.asker().cdnLoop();
        if (passedOn != null && CdnLoop.parse(passedOn).isLoop(nodeId.value())) {
            loops.increment();
            return CompletableFuture.completedStage(
                    new MediaResponse.LoopDetected(
                            "this edge is among its own origins: see headwater.origin.parents"));
        }
        return media.get(request);
    }
}
