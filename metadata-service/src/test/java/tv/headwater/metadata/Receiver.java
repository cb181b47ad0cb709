package tv.headwater.metadata;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who is told what happens to streams. */
final class Receiver implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    /** What it answers: a status. */
    @FunctionalInterface
    interface Answers {
        int to(Delivery delivery) throws InterruptedException;
    }

    /**
     * @param number of the request, from 1
     * @param nanos when it came
     */
    record Delivery(
            int number, String path, String signature, String eventId, String body, long nanos) {

        JsonNode json() {
            return JSON.readTree(body);
        }

        String type() {
            return json().get("type").asString();
        }
    }

    private Receiver(Answers answers) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> receive(exchange, answers));
        server.start();
    }

    static Receiver that(Answers answers) throws IOException {
        return new Receiver(answers);
    }

    private void receive(HttpExchange exchange, Answers answers) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Delivery delivery;
            synchronized (this) {
                delivery =
                        new Delivery(
                                deliveries.size() + 1,
                                exchange.getRequestURI().getPath(),
                                headers.getFirst("Headwater-Signature"),
                                headers.getFirst("Headwater-Event-Id"),
                                body,
                                System.nanoTime());
                deliveries.add(delivery);
            }
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            int status;
            try {
                status = answers.to(delivery);
            } finally {
                // Before who asked can know of the answer and send the next.
                atOnce.decrementAndGet();
            }
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }

    List<String> types() {
        return deliveries.stream().map(Delivery::type).toList();
    }

    int mostAtOnce() {
        return mostAtOnce.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
