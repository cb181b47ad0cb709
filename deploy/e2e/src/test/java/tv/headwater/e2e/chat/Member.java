package tv.headwater.e2e.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Somebody in a room: comes in with a ticket, comes back whenever it is thrown out and says again what it does not know to have been
 * heard. It is told apart from others by its access token, or is a guest.
 */
public final class Member implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int PAGE = 100;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final HttpClient http;
    private final URI gateway;
    private final String streamId;
    private final @Nullable String accessToken;
    private final Heard heard = new Heard();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable Socket socket;
    private volatile @Nullable Unheard unheard;
    private final AtomicInteger joins = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private volatile String trouble = "";
    private volatile boolean closed;

    /** What was said and did not come back yet. */
    private record Unheard(
            String clientId, Map<String, ?> frame, CompletableFuture<Void> confirmed) {}

    /**
     * Comes in soon.
     *
     * @param gateway where it asks for tickets and for the room
     * @param accessToken null for a guest
     */
    public Member(
            String name,
            HttpClient http,
            URI gateway,
            String streamId,
            @Nullable String accessToken) {
        this.name = name;
        this.http = http;
        this.gateway = gateway;
        this.streamId = streamId;
        this.accessToken = accessToken;
        this.thread = Thread.ofVirtual().name("member-" + name).start(this::live);
    }

    private void live() {
        while (!closed) {
            try {
                joinAndStay();
            } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
                trouble = String.valueOf(e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void joinAndStay()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        var joined = new CompletableFuture<JsonNode>();
        var room = URI.create(gateway.toString().replaceFirst("^http", "ws") + "/chat/" + streamId);
        var join = new LinkedHashMap<String, Object>();
        join.put("type", "join");
        join.put("ticket", ticket());
        if (heard.last() >= 0) {
            join.put("after", Long.toString(heard.last()));
        }
        try (var opened = Socket.open(http, room, frame -> on(frame, joined))) {
            opened.send(join);
            CompletableFuture.anyOf(joined, opened.ended())
                    .get(ANSWER.toSeconds(), TimeUnit.SECONDS);
            if (!joined.isDone()) {
                throw new IOException("not let in: " + opened.ended().join());
            }
            socket = opened;
            joins.incrementAndGet();
            first.complete(null);
            var again = unheard;
            if (again != null) {
                opened.send(again.frame());
            }
            trouble = "closed with " + opened.ended().get();
        } finally {
            socket = null;
        }
    }

    private String ticket() throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                gateway.resolve(
                                        "/api/v1/live-streams/" + streamId + "/chat-tickets"))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        accessToken == null
                                                ? JSON.writeValueAsString(Map.of("nickname", name))
                                                : "{}"));
        if (accessToken != null) {
            request.header("Authorization", "Bearer " + accessToken);
        }
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException("no ticket: " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body()).path("ticket").asString();
    }

    private void on(JsonNode frame, CompletableFuture<JsonNode> joined) {
        switch (frame.path("type").asString()) {
            case "joined" -> {
                if (!frame.path("complete").asBoolean(true)) {
                    catchUp(frame.path("history"));
                }
                frame.path("history").forEach(this::hear);
                joined.complete(frame);
            }
            case "message" -> hear(frame);
            case "error" -> onError(frame);
            default -> {}
        }
    }

    private void onError(JsonNode frame) {
        trouble = frame.toString();
        var waiting = unheard;
        if (waiting != null
                && frame.path("code").asString().equals("unavailable")
                && frame.path("clientId").asString("").equals(waiting.clientId())) {
            unavailable.incrementAndGet();
            CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> sayAgain(waiting));
        }
    }

    private void sayAgain(Unheard waiting) {
        var now = socket;
        if (now != null && waiting.equals(unheard)) {
            now.send(waiting.frame());
        }
    }

    private void hear(JsonNode message) {
        heard.on(message);
        var waiting = unheard;
        if (waiting != null && waiting.clientId().equals(message.path("clientId").asString(""))) {
            unheard = null;
            waiting.confirmed().complete(null);
        }
    }

    /** What was said between the last it heard and what it was given on coming in stands in the history. */
    private void catchUp(JsonNode given) {
        long end =
                given.isEmpty()
                        ? Long.MAX_VALUE
                        : Long.parseLong(given.get(0).path("id").asString());
        while (true) {
            var page = messagesAfter(heard.last());
            for (var message : page) {
                if (Long.parseLong(message.path("id").asString()) >= end) {
                    return;
                }
                hear(message);
            }
            if (page.isEmpty()) {
                return;
            }
        }
    }

    private JsonNode messagesAfter(long id) {
        var path =
                "/api/v1/live-streams/%s/messages?after=%d&limit=%d".formatted(streamId, id, PAGE);
        try {
            var answer =
                    http.send(
                            HttpRequest.newBuilder(gateway.resolve(path)).timeout(ANSWER).build(),
                            HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body()).path("items");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Completes when it is in the room for the first time. */
    CompletableFuture<Void> first() {
        return first;
    }

    /** Says something; completes when it is heard. Nothing else may be said before that. */
    public CompletableFuture<Void> say(String clientId, String text) {
        var frame =
                Map.of(
                        "type",
                        "message",
                        "clientId",
                        clientId,
                        "text",
                        text,
                        "mode",
                        "scroll",
                        "color",
                        "#ffffff");
        var saying = new Unheard(clientId, frame, new CompletableFuture<>());
        unheard = saying;
        var now = socket;
        if (now != null) {
            now.send(frame);
        }
        return saying.confirmed();
    }

    Heard heard() {
        return heard;
    }

    /** How often it came in. */
    int joins() {
        return joins.get();
    }

    /** How often it was told that the log is away. */
    int unavailable() {
        return unavailable.get();
    }

    String name() {
        return name;
    }

    @Override
    public String toString() {
        return name + ": " + heard.messages() + " heard, " + joins + " joins, " + trouble;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        var now = socket;
        if (now != null) {
            now.close();
        }
    }
}
