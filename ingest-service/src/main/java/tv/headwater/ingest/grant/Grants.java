package tv.headwater.ingest.grant;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.functions.CheckedSupplier;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.HttpClientErrorException;
import tv.headwater.contract.api.PublishGrantsApi;
import tv.headwater.contract.api.PublishGrantsApi.PublishGrant;
import tv.headwater.contract.api.PublishGrantsApi.PublishGrantRequest;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.ingest.stamp.Numbering;

/**
 * Asks metadata-service, within bounds of time and attempts, and not at all while it is known to be down. Keys appear as their
 * SHA-256 only. Safe for use by many threads; {@link #ask} blocks.
 */
public final class Grants implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Grants.class);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(200);
    private static final Duration OPEN = Duration.ofSeconds(2);
    private static final int CALLS_WATCHED = 8;

    private final PublishGrantsApi metadata;
    private final NodeId node;
    private final GrantCache cache;
    private final TimeLimiter timeLimiter;
    private final Retry retry;
    private final CircuitBreaker breaker;
    private final ExecutorService calls =
            Context.taskWrapping(Executors.newVirtualThreadPerTaskExecutor());

    /**
     * @param timeout of one attempt
     * @param attempts at most, 1 or more
     */
    public Grants(
            PublishGrantsApi metadata, NodeId node, Duration timeout, int attempts, Clock clock) {
        this.metadata = metadata;
        this.node = node;
        this.cache = new GrantCache(clock);
        this.timeLimiter =
                TimeLimiter.of(TimeLimiterConfig.custom().timeoutDuration(timeout).build());
        this.retry =
                Retry.of(
                        "publish-grants",
                        RetryConfig.custom()
                                .maxAttempts(attempts)
                                .waitDuration(BETWEEN_ATTEMPTS)
                                .ignoreExceptions(
                                        HttpClientErrorException.class,
                                        CallNotPermittedException.class)
                                .build());
        this.breaker =
                CircuitBreaker.of(
                        "publish-grants",
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(CALLS_WATCHED)
                                .minimumNumberOfCalls(CALLS_WATCHED)
                                .waitDurationInOpenState(OPEN)
                                .permittedNumberOfCallsInHalfOpenState(2)
                                .ignoreExceptions(HttpClientErrorException.class)
                                .build());
    }

    /** Blocks for at most all attempts' time. */
    public GrantAnswer ask(String keySha256, String remoteAddress) {
        var request = new PublishGrantRequest(keySha256, node, remoteAddress);
        CheckedSupplier<PublishGrant> call =
                () ->
                        timeLimiter.executeFutureSupplier(
                                () -> calls.submit(() -> metadata.grant(request)));
        try {
            var grant =
                    Retry.decorateCheckedSupplier(
                                    retry, CircuitBreaker.decorateCheckedSupplier(breaker, call))
                            .get();
            var numbering = numbering(grant);
            cache.put(keySha256, grant, numbering);
            return new GrantAnswer.Granted(grant, numbering, false);
        } catch (HttpClientErrorException e) {
            return refused(keySha256, e);
        } catch (Throwable e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return resume(keySha256, e);
        }
    }

    private GrantAnswer refused(String keySha256, HttpClientErrorException answer) {
        return switch (answer.getStatusCode().value()) {
            case 403 -> {
                cache.forget(keySha256);
                yield new GrantAnswer.Denied();
            }
            case 409 -> new GrantAnswer.Taken();
            default -> {
                log.warn("metadata-service answered {} to a grant", answer.getStatusCode());
                yield new GrantAnswer.Unavailable("metadata-service refused to say");
            }
        };
    }

    private GrantAnswer resume(String keySha256, Throwable cause) {
        log.warn("metadata-service cannot be asked for grants: {}", cause.toString());
        return cache.resume(keySha256)
                .<GrantAnswer>map(cached ->
                        new GrantAnswer.Granted(
                                withEpoch(cached.grant(), cached.epoch()),
                                cached.numbering(),
                                true))
                .orElseGet(() -> new GrantAnswer.Unavailable("metadata-service is away"));
    }

    private static Numbering numbering(PublishGrant grant) {
        var segment = grant.lastSegment();
        var discontinuity = grant.lastDiscontinuitySequence();
        var target = grant.targetDuration();
        return Numbering.after(
                segment == null ? -1 : segment,
                discontinuity == null ? -1 : discontinuity,
                target == null ? 0 : target);
    }

    private static PublishGrant withEpoch(PublishGrant grant, long epoch) {
        return new PublishGrant(
                grant.streamId(),
                epoch,
                grant.lane(),
                grant.latencyMode(),
                grant.reconnectWindowSeconds(),
                grant.encryption(),
                grant.lastSegment(),
                grant.lastDiscontinuitySequence(),
                grant.targetDuration(),
                grant.grantedAt());
    }

    /** A session has ended and its publisher may come back within the reconnect window. */
    public void ended(String keySha256, long epoch, Numbering next) {
        cache.ended(keySha256, epoch, next);
    }

    /** No session of the stream may be resumed without metadata-service's word. */
    public void forget(StreamId streamId) {
        cache.forget(streamId);
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }
}
