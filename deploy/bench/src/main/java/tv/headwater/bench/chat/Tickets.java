package tv.headwater.bench.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;
import tv.headwater.bench.BenchFailure;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;

/** Guests' tickets for a room. Each guest comes from an address of its own, as the gateway would say. */
record Tickets(HttpClient http, URI api, StreamId streamId) {

    static final String ADDRESS = "X-Forwarded-For";

    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long RETRY_NANOS = 100_000_000;
    private static final int CREATED = 201;

    static String address(int member) {
        return "10.1.%d.%d".formatted(member >> 8, member & 0xFF);
    }

    /** Waits until the room is known where it was only just made. */
    String of(int member) {
        var request =
                HttpRequest.newBuilder(
                                api.resolve("/api/v1/live-streams/" + streamId + "/chat-tickets"))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .header(ADDRESS, address(member))
                        .POST(
                                HttpRequest.BodyPublishers.ofByteArray(
                                        Json.write(Map.of("nickname", "member " + member))))
                        .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (true) {
                var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() == CREATED) {
                    return Json.read(answer.body(), JsonNode.class).path("ticket").asString();
                }
                if (System.nanoTime() > deadline) {
                    throw new BenchFailure("a ticket is answered with " + answer.statusCode());
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    @Override
    public String toString() {
        return "Tickets[" + streamId + "]";
    }
}
