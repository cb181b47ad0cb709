package tv.headwater.packager.origin;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.packager.cmaf.Sample;
import tv.headwater.packager.crypt.ContentKey;
import tv.headwater.packager.crypt.SampleCipher;
import tv.headwater.packager.crypt.SegmentCipher;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.segment.MediaSegment;
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
    private final ContentSecrets secrets;
    private final Executor making = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore turns = new Semaphore(AT_ONCE);
    private final Semaphore places = new Semaphore(MAX_WAITING);

    TransportResource(LiveStreams streams, Fates fates, ContentSecrets secrets) {
        this.streams = streams;
        this.fates = fates;
        this.secrets = secrets;
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
        return CompletableFuture.supplyAsync(() -> made(path, found.get()), making)
                .whenComplete((_, _) -> places.release());
    }

    private MediaResponse made(MediaPath.TransportSegment path, TransportWindow.Pair pair) {
        turns.acquireUninterruptibly();
        try {
            var reference = pair.key();
            if (reference == null) {
                return found(TransportStream.segment(pair.video(), pair.audio()));
            }
            return secrets.key(path.streamId(), reference.number())
                    .map(key -> found(encrypted(path.msn(), pair, key)))
                    .orElseGet(() -> missing("the segment's key is gone"));
        } finally {
            turns.release();
        }
    }

    /** What is encrypted sample by sample is in the clear only until the whole is encrypted. */
    private static ByteBuffer encrypted(long msn, TransportWindow.Pair pair, ContentKey key) {
        var clear =
                TransportStream.segment(
                        pair.video(),
                        pair.audio(),
                        deciphering(pair.video(), key),
                        deciphering(pair.audio(), key));
        return SegmentCipher.encrypt(key, msn, clear);
    }

    private static UnaryOperator<Sample> deciphering(
            @Nullable MediaSegment segment, ContentKey key) {
        return segment == null
                ? UnaryOperator.identity()
                : SampleCipher.of(segment.init().track(), key)::decrypt;
    }

    private static MediaResponse found(ByteBuffer bytes) {
        return new MediaResponse.Found(TYPE, Caching.IMMUTABLE, bytes, Duration.ZERO);
    }

    private static MediaResponse missing(String why) {
        return new MediaResponse.NotFound(why, MISS);
    }
}
