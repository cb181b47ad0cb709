package tv.headwater.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The REST API through the gateway, as one user or as nobody. */
public final class Api {

    private static final Duration ANSWER = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http;
    private final URI gateway;
    private final Secrets secrets;
    private final @Nullable String accessToken;

    Api(HttpClient http, URI gateway, Secrets secrets, @Nullable String accessToken) {
        this.http = http;
        this.gateway = gateway;
        this.secrets = secrets;
        this.accessToken = accessToken;
    }

    /** An answer; {@code json} is missing where the body is none. */
    public record Answer(HttpResponse<String> response, JsonNode json) {

        public int status() {
            return response.statusCode();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The {@code code} of a problem; empty if it is none. */
        public String problem() {
            return header("content-type").startsWith("application/problem+json")
                    ? json.path("code").asString("")
                    : "";
        }
    }

    /** A stream with the secret that publishes it. */
    public record CreatedStream(String id, String key) {}

    /** The same API as another user. */
    public Api as(String username, String password) {
        var answer = post("/api/v1/auth/token", Map.of("username", username, "password", password));
        if (answer.status() != 200) {
            throw new AssertionError(
                    "token for "
                            + username
                            + ": "
                            + answer.status()
                            + " "
                            + answer.response().body());
        }
        secrets.keep(answer.json().path("refreshToken").asString());
        return new Api(
                http, gateway, secrets, secrets.keep(answer.json().path("accessToken").asString()));
    }

    /**
     * The access token it is used with.
     *
     * @throws IllegalStateException if there is none
     */
    public String token() {
        if (accessToken == null) {
            throw new IllegalStateException("nobody has no token");
        }
        return accessToken;
    }

    /** The same API without a user. */
    public Api asNobody() {
        return new Api(http, gateway, secrets, null);
    }

    public CreatedStream createStream(String title) {
        return createStream(Map.of("title", title));
    }

    /**
     * @param spec the properties of the stream
     */
    public CreatedStream createStream(Map<String, ?> spec) {
        var answer = post("/api/v1/live-streams", spec);
        if (answer.status() != 201) {
            throw new AssertionError(
                    "create " + spec + ": " + answer.status() + " " + answer.response().body());
        }
        return new CreatedStream(
                answer.json().path("id").asString(),
                secrets.keep(answer.json().path("ingest").path("streamKey").asString()));
    }

    /** Such as {@code active}. */
    public String status(String streamId) {
        return get("/api/v1/live-streams/" + streamId).json().path("status").asString("");
    }

    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer post(String path, Object body) {
        return postText(path, JSON.writeValueAsString(body));
    }

    public Answer patch(String path, Object body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(
                                "PATCH",
                                HttpRequest.BodyPublishers.ofString(
                                        JSON.writeValueAsString(body))));
    }

    /** Sends a body as it is, said to be JSON. */
    public Answer postText(String path, String body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends no body at all. */
    public Answer post(String path) {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(gateway.resolve(path)).timeout(ANSWER);
        if (accessToken != null) {
            request.header("Authorization", "Bearer " + accessToken);
        }
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            var type = response.headers().firstValue("content-type").orElse("");
            var json = type.contains("json") ? JSON.readTree(response.body()) : JSON.missingNode();
            return new Answer(response, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
