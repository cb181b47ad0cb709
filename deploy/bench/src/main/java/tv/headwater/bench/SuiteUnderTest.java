package tv.headwater.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.springframework.boot.logging.LoggingSystem;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.standalone.context.ServiceContext;
import tv.headwater.standalone.context.ServiceFailure;
import tv.headwater.standalone.context.Services;
import tv.headwater.standalone.instance.Health;
import tv.headwater.standalone.instance.Ports;

/** PostgreSQL, Kafka, and what media passes from a publisher to viewers, as they ship, in a directory of their own. */
final class SuiteUnderTest implements AutoCloseable {

    private static final long READY_NANOS = 120_000_000_000L;
    private static final long RETRY_NANOS = 100_000_000L;
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final String password = UUID.randomUUID().toString();
    private final Stores stores;
    private final Services services;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * A stream that can be published.
     *
     * @param publishUrl with its key
     */
    record Stream(StreamId id, String publishUrl) {

        @Override
        public String toString() {
            return "Stream[" + id + "]";
        }
    }

    /** Starts it and waits until it is ready. */
    static SuiteUnderTest start(Path directory) throws IOException, InterruptedException {
        var stores = Stores.start(directory);
        try {
            return new SuiteUnderTest(directory, stores);
        } catch (ServiceFailure e) {
            stores.close();
            throw new BenchFailure(String.valueOf(e.getMessage()));
        } catch (IOException | RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    private SuiteUnderTest(Path directory, Stores stores)
            throws IOException, ServiceFailure, InterruptedException {
        // As the launcher does: the services' own logging would fill the console.
        System.setProperty(LoggingSystem.SYSTEM_PROPERTY, LoggingSystem.NONE);
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        this.stores = stores;
        var postgres = stores.postgres();
        this.services =
                Services.on(
                        new Services.Ground(
                                stores.ports(),
                                stores.kafka().address(),
                                postgres.jdbcUrl(),
                                postgres.user(),
                                postgres.password(),
                                directory.resolve("dvr"),
                                directory.resolve("natives"),
                                directory.resolve("admin-password"),
                                password));
        for (var service : used()) {
            service.start();
        }
        for (var service : used()) {
            awaitReady(service);
        }
    }

    private List<ServiceContext> used() {
        return List.of(
                services.metadata(), services.packager(), services.ingest(), services.edge());
    }

    private void awaitReady(ServiceContext service) throws InterruptedException {
        long deadline = System.nanoTime() + READY_NANOS;
        while (!Health.isReady(http, service.managementPort(), ANSWER)) {
            if (System.nanoTime() > deadline) {
                throw new BenchFailure(service.name() + " does not become ready");
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    /** Creates a low-latency stream that has its source alone. */
    Stream createStream() throws IOException, InterruptedException {
        var login = Map.of("username", "admin", "password", password);
        var token = post("/api/v1/auth/token", "", login).at("/accessToken").asString();
        var spec = Map.of("title", "Measured", "latencyMode", "low", "ladder", "source");
        var stream = post("/api/v1/live-streams", token, spec);
        return new Stream(
                new StreamId(stream.at("/id").asString()),
                "rtmp://127.0.0.1:%d/live/%s"
                        .formatted(ports().rtmp(), stream.at("/ingest/streamKey").asString()));
    }

    private JsonNode post(String path, String token, Object body)
            throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(url(ports().metadata()).resolve(path))
                        .timeout(ANSWER)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body)));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() / 100 != 2) {
            throw new BenchFailure("POST " + path + " is answered with " + answer.statusCode());
        }
        return Json.read(answer.body(), JsonNode.class);
    }

    Ports ports() {
        return stores.ports();
    }

    KafkaSettings kafka() {
        return KafkaSettings.of(stores.kafka().address());
    }

    URI origin() {
        return url(ports().packager());
    }

    URI edge() {
        return url(ports().edge());
    }

    private static URI url(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        used().reversed().forEach(ServiceContext::stop);
        http.close();
        stores.close();
    }
}
