package tv.headwater.chat.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.contract.log.Json;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Role;

/** Asks metadata-service whose API key it is, and remembers for a moment what it said, under the key's hash. */
final class ApiKeys implements AutoCloseable {

    /** As metadata-service makes them. */
    static final String PREFIX = "hk_";

    private static final int MAX_KEY_LENGTH = 128;
    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final int MAX_REMEMBERED = 10_000;
    private static final int MAX_ASKING = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Supplier<Optional<URI>> metadata;
    private final Cache<String, Optional<Caller>> answers;
    private final Semaphore asking = new Semaphore(MAX_ASKING);
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(Duration.ofSeconds(1))
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    /** What metadata-service says of who asks. */
    record Me(UUID id, String username, Set<Role> roles) {}

    /** @param metadata where it is to be found at the moment */
    ApiKeys(Supplier<Optional<URI>> metadata, Ticker ticker) {
        this.metadata = metadata;
        this.answers =
                Caffeine.newBuilder()
                        .expireAfterWrite(REMEMBERED)
                        .maximumSize(MAX_REMEMBERED)
                        .ticker(ticker)
                        .build();
    }

    /**
     * Empty if it is nobody's.
     *
     * @throws ApiProblem 503 if metadata-service does not say
     */
    Optional<Caller> check(String key) {
        if (!key.matches("[A-Za-z0-9_]{1," + MAX_KEY_LENGTH + "}")) {
            return Optional.empty();
        }
        var hash = StreamKey.sha256(key);
        var known = answers.getIfPresent(hash);
        if (known != null) {
            return known;
        }
        if (!asking.tryAcquire()) {
            throw away();
        }
        try {
            var answer = ask(key);
            answers.put(hash, answer);
            return answer;
        } finally {
            asking.release();
        }
    }

    private Optional<Caller> ask(String key) {
        var base = metadata.get().orElseThrow(ApiKeys::away);
        var request =
                HttpRequest.newBuilder(URI.create(base + "/api/v1/users/me"))
                        .header("Authorization", "Bearer " + key)
                        .header("Accept", "application/json")
                        .timeout(PATIENCE)
                        .build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return switch (response.statusCode()) {
                case 200 -> Optional.of(caller(Json.read(response.body(), Me.class)));
                case 401, 403, 404 -> Optional.empty();
                default -> throw away();
            };
        } catch (IOException | JacksonException e) {
            throw away();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away();
        }
    }

    private static Caller caller(Me me) {
        return new Caller(me.id(), me.username(), me.roles());
    }

    private static ApiProblem away() {
        return ApiProblem.unavailable(
                "whose API key it is cannot be found out at the moment; try again, or use an access token");
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
