package tv.headwater.gateway.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Objects;
import tv.headwater.gateway.GatewayProperties;

/**
 * One limit, for each of many keys: a burst at once, and then as much again whenever it would have been used up at the rate.
 * Safe for use by many threads.
 */
final class RateLimit {

    private final boolean off;
    private final RateLimiterConfig config;
    private final Cache<String, AtomicRateLimiter> limiters;
    private final Counter refusals;

    /**
     * @param maxKeys that are remembered; those that were not seen for long go first
     */
    RateLimit(GatewayProperties.Rate rate, int maxKeys, Counter refusals) {
        this.off = rate.rate() == 0;
        var period =
                off
                        ? Duration.ofSeconds(1)
                        : Duration.ofNanos(1_000_000_000L * rate.burst() / rate.rate());
        this.config =
                RateLimiterConfig.custom()
                        .limitForPeriod(Math.max(1, rate.burst()))
                        .limitRefreshPeriod(period)
                        .timeoutDuration(Duration.ZERO)
                        .build();
        // After a period without a request a key has all of its burst again.
        this.limiters =
                Caffeine.newBuilder()
                        .maximumSize(maxKeys)
                        .expireAfterAccess(period.plusSeconds(1))
                        .build();
        this.refusals = refusals;
    }

    /** Takes one request of {@code key}, unless it has had too many. */
    boolean allows(String key) {
        if (off) {
            return true;
        }
        boolean allowed =
                Objects.requireNonNull(
                                limiters.get(key, name -> new AtomicRateLimiter(name, config)))
                        .acquirePermission();
        if (!allowed) {
            refusals.increment();
        }
        return allowed;
    }

    /** Whole seconds, at least one, until there is a new burst. */
    long retryAfter() {
        return Math.max(1, Math.ceilDiv(config.getLimitRefreshPeriod().toMillis(), 1_000));
    }
}
