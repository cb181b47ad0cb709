package tv.headwater.metadata.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;

/** {@code /api/v1/api-keys}: the caller's own. */
@Tag(name = "API keys")
@RestController
class ApiKeysController {

    private static final int MAX_KEYS = 100;
    private static final int MAX_NAME = 100;

    private final ApiKeys keys;
    private final Clock clock;
    private final RandomSecret secrets = new RandomSecret();

    ApiKeysController(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * @param name 1 to 100 characters
     */
    record NewApiKey(@Nullable String name, @Nullable Instant expiresAt) {

        String checkedName() {
            if (name == null || name.isBlank() || name.length() > MAX_NAME) {
                throw new InvalidProperty("name", "name is not 1 to 100 characters");
            }
            return name;
        }
    }

    /**
     * @param key only in the answer that created it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ApiKeyResponse(
            UUID id,
            String name,
            @Nullable String key,
            String lastFour,
            Instant createdAt,
            @Nullable Instant expiresAt) {

        static ApiKeyResponse of(ApiKey row, @Nullable String key) {
            return new ApiKeyResponse(
                    row.id(), row.name(), key, row.lastFour(), row.createdAt(), row.expiresAt());
        }

        @Override
        public String toString() {
            return "ApiKeyResponse[id=" + id + "]";
        }
    }

    @Operation(
            summary = "Create an API key",
            description = "The key is shown in this answer and never again. At most 100 per user.")
    @PostMapping("/api/v1/api-keys")
    @ResponseStatus(HttpStatus.CREATED)
    ApiKeyResponse create(@RequestBody NewApiKey request, Caller caller) {
        var now = clock.instant();
        var name = request.checkedName();
        if (request.expiresAt() != null && !request.expiresAt().isAfter(now)) {
            throw ApiProblem.invalid("expiresAt", "expiresAt is in the past");
        }
        if (keys.countByUserId(caller.userId()) >= MAX_KEYS) {
            throw ApiProblem.conflict("there are %d API keys already".formatted(MAX_KEYS));
        }
        var key = secrets.next(ApiKey.PREFIX);
        var row =
                new ApiKey(
                        UUID.randomUUID(),
                        caller.userId(),
                        name,
                        StreamKey.sha256(key),
                        key.substring(key.length() - 4),
                        now,
                        request.expiresAt());
        return ApiKeyResponse.of(keys.save(row), key);
    }

    @Operation(summary = "My API keys, newest first")
    @GetMapping("/api/v1/api-keys")
    Page<ApiKeyResponse> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        int size = Cursor.limit(limit);
        var from = Cursor.of(cursor);
        return Cursor.page(
                keys.page(caller.userId(), from.at(), from.id(), Limit.of(size + 1)),
                size,
                row -> new Cursor(row.createdAt(), row.id().toString()).text(),
                row -> ApiKeyResponse.of(row, null));
    }

    @Operation(summary = "Delete an API key; it stops working at once")
    @DeleteMapping("/api/v1/api-keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String id, Caller caller) {
        if (keys.delete(uuid(id), caller.userId()) == 0) {
            throw ApiProblem.notFound("API key");
        }
    }

    private static UUID uuid(String id) {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.notFound("API key");
        }
    }
}
