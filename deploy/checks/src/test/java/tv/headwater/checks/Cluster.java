package tv.headwater.checks;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** As much of a Kubernetes API as Helm's {@code lookup} of Secrets needs, at the address that KUBECONFIG names. */
final class Cluster implements BeforeAllCallback, AfterAllCallback {

    static final String NAMESPACE = "tv";

    private static final String SECRETS = "/api/v1/namespaces/" + NAMESPACE + "/secrets/";
    private static final String RESOURCES =
            """
            {"kind": "APIResourceList", "groupVersion": "v1", "resources": [
              {"name": "secrets", "singularName": "", "namespaced": true, "kind": "Secret", "verbs": ["get"]}]}\
            """;
    private static final String NOT_FOUND =
            """
            {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}\
            """;

    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private HttpServer server;

    @Override
    public void beforeAll(ExtensionContext context) {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::answer);
            server.start();
            announce(server.getAddress().getPort());
        } catch (IOException e) {
            throw new IllegalStateException("no cluster to look into", e);
        }
    }

    private static void announce(int port) throws IOException {
        var named = System.getenv("KUBECONFIG");
        if (named == null || !named.endsWith("target/kubeconfig")) {
            // Somebody's real cluster would be asked instead.
            throw new IllegalStateException(
                    "KUBECONFIG is to name target/kubeconfig, not " + named);
        }
        Files.createDirectories(Path.of(named).getParent());
        Files.writeString(
                Path.of(named),
                """
                apiVersion: v1
                kind: Config
                clusters: [{name: made-up, cluster: {server: "http://127.0.0.1:%d"}}]
                contexts: [{name: made-up, context: {cluster: made-up, user: nobody}}]
                users: [{name: nobody, user: {}}]
                current-context: made-up
                """
                        .formatted(port));
    }

    /** Has a Secret whose {@code password} is, in base64, this. */
    void keep(String name, String password) {
        secrets.put(
                name,
                """
                {"kind": "Secret", "apiVersion": "v1", "metadata": {"name": "%s", "namespace": "%s"}, "data": {"password": "%s"}}\
                """
                        .formatted(name, NAMESPACE, password));
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var found =
                path.equals("/api/v1")
                        ? RESOURCES
                        : path.startsWith(SECRETS)
                                ? secrets.get(path.substring(SECRETS.length()))
                                : null;
        var body = (found == null ? NOT_FOUND : found).getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(found == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.stop(0);
    }
}
