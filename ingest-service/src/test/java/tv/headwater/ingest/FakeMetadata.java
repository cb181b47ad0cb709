package tv.headwater.ingest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tv.headwater.contract.api.PublishGrantsApi;
import tv.headwater.contract.api.PublishGrantsApi.PublishGrant;
import tv.headwater.contract.api.PublishGrantsApi.PublishGrantRequest;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.LatencyMode;

/** metadata-service's grants over real HTTP: each stream in a lane of its own, unknown keys refused. */
final class FakeMetadata implements AutoCloseable {

    private record Known(StreamId streamId, int lane, LatencyMode latencyMode) {}

    private final HttpServer server;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final AtomicLong epochs = new AtomicLong();

    FakeMetadata() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext("/internal/publish-grants", this::answer);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    StreamKey streamInLane(StreamId streamId, int lane) {
        return streamInLane(streamId, lane, LatencyMode.LOW);
    }

    StreamKey streamInLane(StreamId streamId, int lane, LatencyMode latencyMode) {
        var key = StreamKey.generate();
        known.put(key.sha256(), new Known(streamId, lane, latencyMode));
        return key;
    }

    private void answer(HttpExchange exchange) throws IOException {
        var request =
                Json.read(exchange.getRequestBody().readAllBytes(), PublishGrantRequest.class);
        var stream = known.get(request.streamKeySha256());
        if (stream == null) {
            respond(
                    exchange,
                    403,
                    "application/problem+json",
                    "{\"status\":403,\"code\":\"stream_key_unknown\"}"
                            .getBytes(StandardCharsets.UTF_8));
            return;
        }
        var grant =
                new PublishGrant(
                        stream.streamId(),
                        epochs.addAndGet(PublishGrantsApi.EPOCH_STEP),
                        stream.lane(),
                        stream.latencyMode(),
                        60,
                        Encryption.NONE,
                        null,
                        null,
                        null,
                        Instant.now());
        respond(exchange, 200, "application/json", Json.write(grant));
    }

    private static void respond(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
