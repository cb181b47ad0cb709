package tv.headwater.metadata.account;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tv.headwater.contract.api.ProblemCode;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.rest.ApiProblem;

/** Counts log-in attempts by user name and address; so many are free within a window, a success clears them. */
@Component
class LoginAttempts {

    private final MetadataProperties.Login properties;
    private final Clock clock;
    private final LinkedHashMap<Who, Window> windows = new LinkedHashMap<>(16, 0.75f, true);

    private record Who(String username, String address) {}

    private record Window(Instant until, int attempts) {}

    LoginAttempts(MetadataProperties properties, Clock clock) {
        this.properties = properties.login();
        this.clock = clock;
    }

    /**
     * @throws ApiProblem 429 {@code rate_limited} with Retry-After
     */
    synchronized void begin(String username, String address) {
        var now = clock.instant();
        var who = who(username, address);
        var window = windows.get(who);
        if (window == null || !window.until().isAfter(now)) {
            window = new Window(now.plus(properties.window()), 0);
        }
        if (window.attempts() >= properties.attempts()) {
            throw new ApiProblem(
                    HttpStatus.TOO_MANY_REQUESTS,
                    ProblemCode.RATE_LIMITED,
                    "more than %d log-in attempts for this user name from this address"
                            .formatted(properties.attempts()),
                    null,
                    Duration.between(now, window.until()).plusSeconds(1));
        }
        windows.put(who, new Window(window.until(), window.attempts() + 1));
        if (windows.size() > properties.watched()) {
            windows.remove(oldest());
        }
    }

    private Who oldest() {
        Map.Entry<Who, Window> first = windows.firstEntry();
        return first.getKey();
    }

    synchronized void succeeded(String username, String address) {
        windows.remove(who(username, address));
    }

    synchronized int watched() {
        return windows.size();
    }

    private static Who who(String username, String address) {
        return new Who(username.toLowerCase(Locale.ROOT), address);
    }
}
