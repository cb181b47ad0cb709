package tv.headwater.mediahttp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tv.headwater.mediahttp.MediaResponse.Caching;

/** Answers from a table, 404 for what is not in it, and keeps what it was asked. */
final class FakeResources implements MediaResources {

    private final Map<String, CompletionStage<MediaResponse>> answers = new ConcurrentHashMap<>();
    final List<MediaRequest> asked = new CopyOnWriteArrayList<>();

    /** {@code key} is a path with its canonical directives. */
    void put(String key, MediaResponse response) {
        answers.put(key, CompletableFuture.completedStage(response));
    }

    void put(String key, CompletionStage<MediaResponse> response) {
        answers.put(key, response);
    }

    static MediaResponse.Found playlist(String text, Duration age) {
        return new MediaResponse.Found(
                "application/vnd.apple.mpegurl",
                Caching.seconds(1),
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
                age);
    }

    static MediaResponse.Found segment(byte[] body) {
        return new MediaResponse.Found(
                "video/mp4", Caching.IMMUTABLE, ByteBuffer.wrap(body), Duration.ZERO);
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        asked.add(request);
        var answer = answers.get(request.path().path() + request.query().text());
        if (answer == null) {
            return CompletableFuture.completedStage(
                    new MediaResponse.NotFound("not in the table", Caching.seconds(1)));
        }
        return answer;
    }
}
