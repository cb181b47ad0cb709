package tv.headwater.metadata.account;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.api.Page;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.metadata.web.Secret;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;
import tv.headwater.rest.Cursor;
import tv.headwater.rest.Role;

/** {@code /api/v1/users}. */
@Tag(name = "Users")
@RestController
class UsersController {

    private static final Pattern USERNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MIN_PASSWORD = 8;
    private static final int MAX_PASSWORD = 200;

    private final Users users;
    private final Passwords passwords;
    private final Clock clock;

    UsersController(Users users, Passwords passwords, Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.clock = clock;
    }

    /**
     * @param username 1 to 64 characters of {@code [A-Za-z0-9._-]}, unique without regard to case
     * @param password 8 to 200 characters
     */
    record NewUser(
            @Nullable String username,
            @Nullable Secret password,
            @Nullable Set<@Nullable Role> roles) {

        User checked(Passwords passwords, Instant now) {
            if (username == null || !USERNAME.matcher(username).matches()) {
                throw new InvalidProperty(
                        "username", "username is not 1 to 64 characters of [A-Za-z0-9._-]");
            }
            var secret = Objects.requireNonNullElse(Secret.text(password), "");
            int length = secret.length();
            if (length < MIN_PASSWORD || length > MAX_PASSWORD) {
                throw new InvalidProperty(
                        "password",
                        "password of %d characters is not in %d..%d"
                                .formatted(length, MIN_PASSWORD, MAX_PASSWORD));
            }
            var given = new HashSet<Role>();
            if (roles != null) {
                roles.stream().filter(Objects::nonNull).forEach(given::add);
            }
            if (given.isEmpty()) {
                throw new InvalidProperty("roles", "roles is missing or empty");
            }
            return new User(UUID.randomUUID(), username, passwords.hash(secret), given, now);
        }
    }

    record UserResponse(UUID id, String username, Set<Role> roles, Instant createdAt) {

        static UserResponse of(User user) {
            return new UserResponse(
                    user.id(),
                    user.username(),
                    new java.util.TreeSet<>(user.roles()),
                    user.createdAt());
        }
    }

    @Operation(
            summary = "Create a user",
            description = "Needs the role admin. 409 `username_taken`.")
    @PostMapping("/api/v1/users")
    @ResponseStatus(HttpStatus.CREATED)
    UserResponse create(@RequestBody NewUser request, Caller caller) {
        caller.mustBeAdmin();
        var user = request.checked(passwords, clock.instant());
        try {
            return UserResponse.of(users.saveAndFlush(user));
        } catch (DataIntegrityViolationException e) {
            throw new ApiProblem(
                    HttpStatus.CONFLICT,
                    ProblemCode.USERNAME_TAKEN,
                    "there is a user of this name",
                    "username",
                    null);
        }
    }

    @Operation(summary = "All users, newest first", description = "Needs the role admin.")
    @GetMapping("/api/v1/users")
    Page<UserResponse> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor,
            Caller caller) {
        caller.mustBeAdmin();
        int size = Cursor.limit(limit);
        var from = Cursor.of(cursor);
        return Cursor.page(
                users.page(from.at(), from.id(), Limit.of(size + 1)),
                size,
                user -> new Cursor(user.createdAt(), user.id().toString()).text(),
                UserResponse::of);
    }

    @Operation(summary = "Who I am")
    @GetMapping("/api/v1/users/me")
    UserResponse me(Caller caller) {
        return users.findById(caller.userId())
                .map(UserResponse::of)
                .orElseThrow(() -> ApiProblem.notFound("user"));
    }
}
