package tv.headwater.bench.edge;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tv.headwater.bench.BenchFailure;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaHttpLimits;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.mediahttp.MediaServer;

/** Gives the same objects to every cache, counts who asks, and holds what is not released yet. */
final class TinyOrigin implements MediaResources, AutoCloseable {

    /** Long enough for a playlist to stay in a cache while it is measured. */
    private static final Caching MINUTES = Caching.seconds(600);

    private final MediaServer server =
            new MediaServer(
                    "127.0.0.1", 0, MediaHttpLimits.defaults(), this, new SimpleMeterRegistry());
    private final Map<String, CompletableFuture<MediaResponse>> coming = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    TinyOrigin() {
        server.start();
    }

    int port() {
        return server.port();
    }

    /** How often it was asked for an object. */
    int asked(String target) {
        var count = asked.get(target);
        return count == null ? 0 : count.get();
    }

    /** Waits until it is asked for an object for the first time. */
    void awaitAsked(String target) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (asked(target) == 0) {
            if (System.nanoTime() > deadline) {
                throw new BenchFailure("nobody asked the origin for " + target);
            }
            Thread.onSpinWait();
        }
    }

    /** Publishes what was held. */
    void release(String target) {
        coming(target)
                .complete(
                        target.contains("index.m3u8") ? playlist() : part(Objects.BIG_PART_LENGTH));
    }

    private CompletableFuture<MediaResponse> coming(String target) {
        return coming.computeIfAbsent(target, _ -> new CompletableFuture<>());
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        var target = request.path().path() + request.query().text();
        asked.computeIfAbsent(target, _ -> new AtomicInteger()).incrementAndGet();
        return switch (request.path()) {
            case MediaPath.Part part when part.part() >= 10 -> coming(target);
            case MediaPath.Part part ->
                    CompletableFuture.completedStage(
                            part(
                                    target.equals(Objects.PART)
                                            ? Objects.PART_LENGTH
                                            : Objects.BIG_PART_LENGTH));
            case MediaPath.MediaPlaylist _ ->
                    target.equals(Objects.PLAYLIST)
                            ? CompletableFuture.completedStage(playlist())
                            : coming(target);
            default ->
                    CompletableFuture.completedStage(
                            new MediaResponse.NotFound("no such object", Caching.seconds(0)));
        };
    }

    private static MediaResponse part(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return new MediaResponse.Found(
                "video/mp4", Caching.IMMUTABLE, ByteBuffer.wrap(bytes), Duration.ZERO);
    }

    private static MediaResponse playlist() {
        var line = "#EXT-X-PART:DURATION=0.2,URI=\"1.1.m4s\"\n";
        var text = "#EXTM3U\n" + line.repeat(Objects.PLAYLIST_LENGTH / line.length() + 1);
        return new MediaResponse.Found(
                "application/vnd.apple.mpegurl",
                MINUTES,
                ByteBuffer.wrap(
                        text.substring(0, Objects.PLAYLIST_LENGTH)
                                .getBytes(StandardCharsets.US_ASCII)),
                Duration.ZERO);
    }

    @Override
    public void close() {
        server.close();
    }
}
