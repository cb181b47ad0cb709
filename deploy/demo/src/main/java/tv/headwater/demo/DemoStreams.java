package tv.headwater.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.log.Json;

/** Finds the demo's stream again, or creates it, over the REST API as any client would. */
public final class DemoStreams {

    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Path file;
    private final String api;
    private final @Nullable String adminPassword;

    /**
     * @param file keeps the stream's id and key from one start to the next
     * @param api such as {@code http://localhost:8080/api/v1}
     * @param adminPassword null where it is not known; the stream of an earlier start can still be published then
     */
    public DemoStreams(Path file, String api, @Nullable String adminPassword) {
        this.file = file;
        this.api = api;
        this.adminPassword = adminPassword;
    }

    /**
     * The stream that {@code file} tells of, while it can be published to; else a new one.
     *
     * @throws IOException with a sentence that says what is missing
     */
    public DemoStream getOrCreate() throws IOException, InterruptedException {
        var kept = kept();
        try (var client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            var token = logIn(client);
            if (token.isEmpty()) {
                return kept.orElseThrow(() ->
                        new IOException(
                                "the demo cannot log in as admin: set HEADWATER_ADMIN_PASSWORD to"
                                        + " the admin's password"));
            }
            if (kept.isPresent() && exists(client, token.get(), kept.get().id())) {
                return kept.get();
            }
            return create(client, token.get());
        }
    }

    private Optional<DemoStream> kept() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var words = Files.readString(file).strip().split(" ", -1);
        try {
            return words.length == 2
                    ? Optional.of(new DemoStream(new StreamId(words[0]), new StreamKey(words[1])))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<String> logIn(HttpClient client) throws IOException, InterruptedException {
        if (adminPassword == null) {
            return Optional.empty();
        }
        var answer =
                send(
                        client,
                        request("/auth/token", null)
                                .POST(
                                        body(
                                                Map.of(
                                                        "username",
                                                        "admin",
                                                        "password",
                                                        adminPassword))));
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(text(answer, "/accessToken"));
            case 401 -> Optional.empty();
            default -> throw unexpected("the admin's login", answer);
        };
    }

    /** A stream that was ended or disabled is left alone; another is made. */
    private boolean exists(HttpClient client, String token, StreamId id)
            throws IOException, InterruptedException {
        var answer = send(client, request("/live-streams/" + id, token).GET());
        return switch (answer.statusCode()) {
            case 200 -> !List.of("ended", "disabled").contains(text(answer, "/status"));
            case 404 -> false;
            default -> throw unexpected("the demo's stream", answer);
        };
    }

    private DemoStream create(HttpClient client, String token)
            throws IOException, InterruptedException {
        var answer =
                send(
                        client,
                        request("/live-streams", token)
                                .POST(
                                        body(
                                                Map.of(
                                                        "title", "Demo",
                                                        "description",
                                                                "A generated test picture"))));
        if (answer.statusCode() != 201) {
            throw unexpected("a new stream for the demo", answer);
        }
        var stream =
                new DemoStream(
                        new StreamId(text(answer, "/id")),
                        new StreamKey(text(answer, "/ingest/streamKey")));
        keep(stream);
        return stream;
    }

    private void keep(DemoStream stream) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.deleteIfExists(file);
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, stream.id() + " " + stream.key().value() + "\n");
    }

    private HttpRequest.Builder request(String path, @Nullable String token) {
        var request =
                HttpRequest.newBuilder(URI.create(api + path))
                        .timeout(LIMIT)
                        .header("Content-Type", "application/json");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpRequest.BodyPublisher body(Object json) {
        return HttpRequest.BodyPublishers.ofByteArray(Json.write(json));
    }

    private static HttpResponse<byte[]> send(HttpClient client, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> answer, String pointer) throws IOException {
        try {
            var value = Json.read(answer.body(), JsonNode.class).at(pointer);
            if (value.isString()) {
                return value.stringValue();
            }
        } catch (JacksonException e) {
            throw new IOException("the API's answer is not JSON", e);
        }
        throw new IOException("the API's answer has no " + pointer);
    }

    /** Without the body: it may hold a key. */
    private static IOException unexpected(String what, HttpResponse<byte[]> answer) {
        return new IOException("the API answered " + answer.statusCode() + " to " + what);
    }
}
