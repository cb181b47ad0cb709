package tv.headwater.metadata.account;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.rest.ApiProblem;

/** Log-ins and their refreshing. */
@Component
class Logins {

    private static final Logger log = LoggerFactory.getLogger(Logins.class);

    private final Users users;
    private final Passwords passwords;
    private final LoginAttempts attempts;
    private final RefreshTokens refreshTokens;
    private final AccessTokens accessTokens;
    private final MetadataProperties.Tokens properties;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private final RandomSecret secrets = new RandomSecret();

    Logins(
            Users users,
            Passwords passwords,
            LoginAttempts attempts,
            RefreshTokens refreshTokens,
            AccessTokens accessTokens,
            MetadataProperties properties,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.users = users;
        this.passwords = passwords;
        this.attempts = attempts;
        this.refreshTokens = refreshTokens;
        this.accessTokens = accessTokens;
        this.properties = properties.tokens();
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /** Both tokens of one log-in. */
    record Tokens(String accessToken, String refreshToken) {
        @Override
        public String toString() {
            return "Tokens[***]";
        }
    }

    /**
     * @throws ApiProblem 401 {@code invalid_credentials}, the same for an unknown name and a wrong password; 429
     */
    Tokens logIn(String username, String password, String address) {
        attempts.begin(username, address);
        var user = users.named(username).orElse(null);
        if (!passwords.match(password, user) || user == null) {
            throw invalid("user name or password is wrong");
        }
        attempts.succeeded(username, address);
        return inTransaction(() -> Optional.of(tokens(user, UUID.randomUUID())))
                .orElseThrow(() -> invalid("user name or password is wrong"));
    }

    /**
     * Gives new tokens for a refresh token, which works once; again within a short grace, as long as what it gave is unused, since a
     * page that is left amid its request never hears the answer. Then that is void, as any token used a second time: someone
     * copied it, and all tokens that followed from the same log-in are revoked.
     *
     * @throws ApiProblem 401 {@code invalid_credentials}
     */
    Tokens refresh(String refreshToken) {
        return inTransaction(() -> rotate(StreamKey.sha256(refreshToken)))
                .orElseThrow(() -> invalid("the refresh token is unknown, used or expired"));
    }

    private Optional<Tokens> rotate(String sha256) {
        var now = clock.instant();
        var token = refreshTokens.lock(sha256).orElse(null);
        if (token == null || token.isExpired(now)) {
            return Optional.empty();
        }
        if (token.isUsed() && !giveUpUnused(token.successor(now, properties.refreshGrace()), now)) {
            refreshTokens.revoke(token.family());
            log.warn("refresh token used twice: log-in of user {} revoked", token.userId());
            return Optional.empty();
        }
        var tokens = users.findById(token.userId()).map(user -> tokens(user, token.family()));
        tokens.ifPresent(given -> token.use(now, StreamKey.sha256(given.refreshToken())));
        return tokens;
    }

    private boolean giveUpUnused(@Nullable String sha256, Instant now) {
        var successor = sha256 == null ? null : refreshTokens.lock(sha256).orElse(null);
        if (successor == null || successor.isUsed()) {
            return false;
        }
        successor.giveUp(now);
        return true;
    }

    /** Ends the log-in that a refresh token belongs to, if it is one. */
    void logOut(String refreshToken) {
        transaction.executeWithoutResult(_ ->
                refreshTokens
                        .lock(StreamKey.sha256(refreshToken))
                        .ifPresent(token -> refreshTokens.revoke(token.family())));
    }

    private Tokens tokens(User user, UUID family) {
        var now = clock.instant();
        refreshTokens.forget(now);
        var refreshToken = secrets.next("rt_");
        refreshTokens.save(
                new RefreshToken(
                        StreamKey.sha256(refreshToken),
                        family,
                        user.id(),
                        now.plus(properties.refresh())));
        return new Tokens(accessTokens.issue(user), refreshToken);
    }

    private Optional<Tokens> inTransaction(java.util.function.Supplier<Optional<Tokens>> work) {
        var result = transaction.execute(_ -> work.get());
        return result == null ? Optional.empty() : result;
    }

    private static ApiProblem invalid(String detail) {
        return new ApiProblem(HttpStatus.UNAUTHORIZED, ProblemCode.INVALID_CREDENTIALS, detail);
    }
}
