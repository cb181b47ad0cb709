package tv.headwater.chat.ws;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tv.headwater.chat.TestChat;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;

/** A socket as a page opens it. */
final class Client implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LinkedBlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile String reason = "";
    private final WebSocket socket;

    private Client(int port, StreamId stream) {
        socket =
                HTTP.newWebSocketBuilder()
                        .buildAsync(
                                URI.create("ws://127.0.0.1:" + port + "/chat/" + stream),
                                new Frames())
                        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .join();
    }

    static Client open(ConfigurableApplicationContext instance, StreamId stream) {
        return new Client(instance.getBean(Sockets.class).port(), stream);
    }

    /** A guest who is in. */
    static Client joined(
            ConfigurableApplicationContext instance,
            StreamId stream,
            String nickname,
            @Nullable String after) {
        var client = open(instance, stream);
        client.join(ticket(instance, stream, nickname), after);
        return client;
    }

    static String ticket(
            ConfigurableApplicationContext instance, StreamId stream, String nickname) {
        return ticket(instance, stream, nickname, "127.0.0.1");
    }

    /** @param address of the guest */
    static String ticket(
            ConfigurableApplicationContext instance,
            StreamId stream,
            String nickname,
            String address) {
        return answer(instance, stream, Map.of("nickname", nickname), address)
                .path("ticket")
                .asString();
    }

    /** What the request for a ticket is answered with. */
    static JsonNode answer(
            ConfigurableApplicationContext instance,
            StreamId stream,
            Map<String, ?> body,
            String address) {
        var answer = ask(instance, stream, body, address);
        if (answer.statusCode() != 201) {
            throw new AssertionError("no ticket: " + answer.statusCode());
        }
        return Json.read(answer.body(), JsonNode.class);
    }

    static HttpResponse<byte[]> ask(
            ConfigurableApplicationContext instance,
            StreamId stream,
            Map<String, ?> body,
            String address,
            String... headers) {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        TestChat.url(instance)
                                                + "/api/v1/live-streams/"
                                                + stream
                                                + "/chat-tickets"))
                        .header("Content-Type", "application/json")
                        .header("X-Forwarded-For", address)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the REST API answers. */
    static JsonNode get(ConfigurableApplicationContext instance, String path) {
        var request = HttpRequest.newBuilder(URI.create(TestChat.url(instance) + path)).build();
        try {
            var answer = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new AssertionError("answered with " + answer.statusCode());
            }
            return Json.read(answer.body(), JsonNode.class);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    void join(String ticket, @Nullable String after) {
        send(
                after == null
                        ? Map.of("type", "join", "ticket", ticket)
                        : Map.of("type", "join", "ticket", ticket, "after", after));
    }

    void say(String clientId, String text) {
        send(Map.of("type", "message", "clientId", clientId, "text", text));
    }

    void send(Map<String, ?> frame) {
        text(new String(Json.write(frame), java.nio.charset.StandardCharsets.UTF_8));
    }

    void text(String text) {
        socket.sendText(text, true).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    WebSocket socket() {
        return socket;
    }

    /** The next frame of a type; those before it that are not are skipped. */
    JsonNode next(String type) {
        return next(type, frame -> true);
    }

    JsonNode next(String type, Predicate<JsonNode> which) {
        return next(frame -> frame.path("type").asString().equals(type) && which.test(frame));
    }

    /** The next frame that is wanted; those before it are skipped. */
    JsonNode next(Predicate<JsonNode> wanted) {
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (true) {
                var frame = frames.poll(20, TimeUnit.MILLISECONDS);
                boolean over = closed.isDone() || System.nanoTime() - end > 0;
                if (frame == null && over && frames.isEmpty()) {
                    throw new AssertionError("no such frame");
                }
                if (frame != null && wanted.test(frame)) {
                    return frame;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The code it was closed with; 1006 where there was none. */
    int closeCode() {
        return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    String closeReason() {
        closeCode();
        return reason;
    }

    private final class Frames implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                frames.add(Json.MAPPER.readTree(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(
                WebSocket webSocket, int statusCode, String reason) {
            Client.this.reason = reason;
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete(1006);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
