package tv.headwater.metadata.account;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.rest.ApiProblem;

/** Argon2id. Only so many at a time, as each takes 16 MiB for its while. */
@Component
class Passwords {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Argon2PasswordEncoder argon2 =
            Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();
    private final Semaphore hashing;
    private final String nobodys;

    Passwords(MetadataProperties properties) {
        this.hashing = new Semaphore(properties.login().hashing());
        this.nobodys = encode("nobody has this password");
    }

    String hash(String password) {
        return bounded(() -> encode(password));
    }

    private String encode(String password) {
        var hash = argon2.encode(password);
        if (hash == null) {
            throw new IllegalStateException("no hash");
        }
        return hash;
    }

    /** Takes the same time whether there is such a user or not. */
    boolean match(String password, @Nullable User user) {
        var hash = user == null ? nobodys : user.passwordHash();
        return bounded(() -> argon2.matches(password, hash)) && user != null;
    }

    private <T> T bounded(Supplier<T> work) {
        try {
            if (!hashing.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ApiProblem(
                        HttpStatus.TOO_MANY_REQUESTS,
                        ProblemCode.RATE_LIMITED,
                        "too many log-ins at the same time",
                        null,
                        PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiProblem.unavailable("shutting down");
        }
        try {
            return work.get();
        } finally {
            hashing.release();
        }
    }
}
