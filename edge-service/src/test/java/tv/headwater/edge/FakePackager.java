package tv.headwater.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.node.NodeStatus;

/** An origin on a free port that answers from a table, 404 for what is not in it. */
public final class FakePackager implements AutoCloseable {

    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final NodeId nodeId;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private volatile int failing;

    /** Writes an answer. */
    public interface Reply {
        void to(HttpExchange exchange) throws IOException;
    }

    public FakePackager(String nodeId) throws IOException {
        this.nodeId = new NodeId(nodeId);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var target = exchange.getRequestURI().toString();
            asked.add(target);
            if (failing != 0) {
                text(failing, "no-store", "failing").to(exchange);
                return;
            }
            replies.getOrDefault(target, text(404, "public, max-age=1", "missing")).to(exchange);
        }
    }

    /** A whole answer; {@code headers} are further names and values in turn. */
    public static Reply text(int status, String cacheControl, String body, String... headers) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "video/mp4");
            exchange.getResponseHeaders().set("Cache-Control", cacheControl);
            exchange.getResponseHeaders().set("Set-Cookie", "a=b");
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    public FakePackager on(String target, Reply reply) {
        replies.put(target, reply);
        return this;
    }

    public FakePackager segment(String target, String body) {
        return on(target, text(200, "public, max-age=3600, immutable", body));
    }

    /** Answers everything with {@code status} from now on; 0 to stop that. */
    public void fail(int status) {
        failing = status;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public NodeStatus beat(StreamId... holds) {
        return beat(false, holds);
    }

    public NodeStatus beat(boolean leaving, StreamId... holds) {
        return new NodeStatus(
                nodeId,
                NodeRole.PACKAGER,
                "test",
                url(),
                null,
                Instant.EPOCH,
                Instant.now(),
                0,
                false,
                leaving,
                Stream.of(holds).map(NodeStatus.Held::of).toList());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
