package tv.headwater.e2e.chat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One WebSocket to a room. Frames come on the client's threads, one after another. */
final class Socket implements AutoCloseable {

    /** How it ended where the peer closed without a close frame. */
    static final int ABNORMAL = 1006;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final WebSocket webSocket;

    private Socket(HttpClient http, URI room, Consumer<JsonNode> listener)
            throws InterruptedException, ExecutionException, TimeoutException {
        webSocket =
                http.newWebSocketBuilder()
                        .connectTimeout(PATIENCE)
                        .buildAsync(room, new Frames(listener))
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Opens one at a room such as {@code ws://host/chat/{streamId}}. */
    static Socket open(HttpClient http, URI room, Consumer<JsonNode> listener)
            throws InterruptedException, ExecutionException, TimeoutException {
        return new Socket(http, room, listener);
    }

    private final class Frames implements WebSocket.Listener {

        private final Consumer<JsonNode> listener;
        private final StringBuilder text = new StringBuilder();

        Frames(Consumer<JsonNode> listener) {
            this.listener = listener;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                var frame = JSON.readTree(text.toString());
                text.setLength(0);
                listener.accept(frame);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(
                WebSocket socket, int statusCode, String reason) {
            ended.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            ended.complete(ABNORMAL);
        }
    }

    /** Sends a frame. A socket that is gone loses it; {@link #ended} tells. */
    synchronized void send(Map<String, ?> frame) {
        try {
            webSocket
                    .sendText(JSON.writeValueAsString(frame), true)
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            ended.complete(ABNORMAL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended.complete(ABNORMAL);
        }
    }

    /** Completes with the close code. */
    CompletableFuture<Integer> ended() {
        return ended;
    }

    @Override
    public void close() {
        webSocket.abort();
        ended.complete(ABNORMAL);
    }
}
