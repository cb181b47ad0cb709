package tv.headwater.metadata;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A caller of the API. */
final class Http {

    private static final JsonMapper JSON = new JsonMapper();

    private final String base;
    private final String token;
    private final HttpClient client;

    Http(String base) {
        this(base, "", HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }

    private Http(String base, String token, HttpClient client) {
        this.base = base;
        this.token = token;
        this.client = client;
    }

    /** The same caller with a token. */
    Http with(String newToken) {
        return new Http(base, newToken, client);
    }

    Http loggedIn(String username, String password) {
        var answer =
                post(
                        "/api/v1/auth/token",
                        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(username, password));
        if (answer.status() != 200) {
            throw new AssertionError("log-in answered " + answer);
        }
        return with(answer.json().get("accessToken").asString());
    }

    /** What came back. */
    record Answer(int status, HttpResponse<String> http) {

        JsonNode json() {
            return JSON.readTree(http.body());
        }

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status + " " + http.body();
        }
    }

    Answer get(String path) {
        return send(request(path).GET());
    }

    Answer post(String path, String json) {
        return send("POST", path, "application/json", json);
    }

    Answer patch(String path, String json) {
        return send("PATCH", path, "application/json", json);
    }

    Answer delete(String path) {
        return send(request(path).DELETE());
    }

    Answer send(String method, String path, String contentType, String body) {
        return send(
                request(path)
                        .header("Content-Type", contentType)
                        .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        var request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(1));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    Answer send(HttpRequest.Builder request) {
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer: " + e, e);
        }
    }
}
