package tv.headwater.packager.origin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.ts.TransportStream;
import tv.headwater.packager.window.TransportWindow;

/** Streams as MPEG-TS. A segment is made when it is asked for and not kept: edges keep it, and ask once each. */
final class TransportResource {

    /** Segments that are made at one time. */
    static final int AT_ONCE = 4;

    /** Requests for segments that are being made or wait for their turn; there is no room for more. */
    static final int MAX_WAITING = 256;

    private static final String TYPE = "video/mp2t";
    private static final Caching MISS = Caching.seconds(1);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final LiveStreams streams;
    private final Fates fates;
    private final Executor making = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Semaphore places = new Semaphore(MAX_WAITING);

    TransportResource(LiveStreams streams, Fates fates) {
        this.streams = streams;
        this.fates = fates;
    }

    MediaResponse multivariant(MediaPath.TransportMultivariantPlaylist path) {
        var window = streams.window(path.streamId());
        if (window.flatMap(each -> each.multivariant()).isEmpty()) {
            return missing("the stream has nothing to play");
        }
        return window.flatMap(each -> each.transportMultivariant())
                .<MediaResponse>map(playlist -> RenderedPlaylists.found(playlist.text()))
                .orElseGet(() ->
                        missing(
                                "the stream has no codec that MPEG-TS carries: H.264, HEVC or AAC"));
    }

    MediaResponse playlist(MediaPath.TransportPlaylist path) {
        boolean ended = fates.isEnded(path.streamId());
        return streams.window(path.streamId())
                .flatMap(window -> window.transportPlaylist(path.rendition(), ended))
                .<MediaResponse>map(playlist -> RenderedPlaylists.found(playlist.text()))
                .orElseGet(() -> missing("the rendition has nothing to play in MPEG-TS"));
    }

    CompletionStage<MediaResponse> segment(MediaPath.TransportSegment path) {
        boolean ended = fates.isEnded(path.streamId());
        var found =
                streams.window(path.streamId())
                        .flatMap(window -> window.transport(path.rendition(), ended))
                        .flatMap(window -> window.segment(path.msn()));
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(missing("no such segment"));
        }
        if (!places.tryAcquire()) {
            return CompletableFuture.completedStage(
                    new MediaResponse.Unavailable(
                            MAX_WAITING + " segments are being made, no more may wait", RETRY));
        }
        return CompletableFuture.supplyAsync(() -> made(found.get()), making)
                .whenComplete((_, _) -> places.release());
    }

    private MediaResponse made(TransportWindow.Pair pair) {
        turns.acquireUninterruptibly();
        try {
            return new MediaResponse.Found(
                    TYPE,
                    Caching.IMMUTABLE,
                    TransportStream.segment(pair.video(), pair.audio()),
                    Duration.ZERO);
        } finally {
            turns.release();
        }
    }

    private static MediaResponse missing(String why) {
        return new MediaResponse.NotFound(why, MISS);
    }
}
