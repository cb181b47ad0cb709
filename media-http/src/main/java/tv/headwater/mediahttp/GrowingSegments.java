package tv.headwater.mediahttp;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tv.headwater.contract.live.MediaPath;

/**
 * Answers for a segment that is still being made with its parts, as they come: what {@code @availabilityTimeComplete="false"} promises
 * (ISO/IEC 23009-1 5.3.9.5.3). They are asked for once for all who follow it, under their own names, so a cache has them for HLS as well.
 * An edge that asks another one wants it as it is, and does this itself.
 */
public final class GrowingSegments implements MediaResources {

    /** More at once are not found until they are whole. */
    static final int MAX = 10_000;

    private final MediaResources media;
    private final ConcurrentMap<MediaPath, GrowingSegment> growing = new ConcurrentHashMap<>();

    /** @param media has parts and whole segments */
    public GrowingSegments(MediaResources media) {
        this.media = media;
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        if (!(request.path() instanceof MediaPath.MediaSegment path)
                || request.asker().wantsWholeSegments()) {
            return media.get(request);
        }
        var known = growing.get(path);
        return known != null
                ? known.follow()
                : media.get(request).thenCompose(response -> following(path, request, response));
    }

    private CompletionStage<MediaResponse> following(
            MediaPath.MediaSegment path, MediaRequest request, MediaResponse whole) {
        if (!(whole instanceof MediaResponse.NotFound missing)
                || !missing.isPassing()
                || growing.size() >= MAX) {
            return CompletableFuture.completedStage(whole);
        }
        var mine = new GrowingSegment(path, request, missing, media);
        var others = growing.putIfAbsent(path, mine);
        if (others != null) {
            return others.follow();
        }
        mine.grow().whenComplete((done, failure) -> growing.remove(path, mine));
        return mine.follow();
    }
}
