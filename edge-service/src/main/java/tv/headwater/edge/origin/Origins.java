package tv.headwater.edge.origin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.Nodes;
import tv.headwater.edge.origin.Candidates.Candidate;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse.Caching;

/**
 * The packagers as one origin: asks the candidates for a stream one after the other until one has the object. Each has a
 * circuit breaker, so that a dead one costs nobody a timeout for long. Nobody counts as having said no until all have.
 */
public final class Origins implements Origin {

    /** How long a stream that a guessed packager does not know is not asked for again. */
    private static final Duration UNKNOWN = Duration.ofSeconds(1);

    private static final int MAX_UNKNOWN = 10_000;

    /** Who says 503 after so long has held the request, and is well. */
    private static final Duration HELD = Duration.ofSeconds(1);

    private final Candidates candidates;
    private final OriginClient client;
    private final CircuitBreakerRegistry breakers;
    private final Limits limits;
    private final Semaphore fetches;
    private final Semaphore held;
    private final Cache<StreamId, Boolean> unknown;
    private final MeterRegistry registry;

    /**
     * How hard origins are tried.
     *
     * @param responseTimeout until an answer's last byte
     * @param heldTimeout likewise, where the origin may hold the request until something is published
     * @param maxFetches at once, for all objects together
     * @param maxHeld likewise, of requests that origins may hold
     * @param breakerOpen how long an origin that fails is left alone
     */
    public record Limits(
            Duration responseTimeout,
            Duration heldTimeout,
            int maxFetches,
            int maxHeld,
            Duration breakerOpen) {}

    /** A request as it goes to one origin after another. */
    private record Errand(String target, boolean mayBlock) {}

    /**
     * @param configured base URLs of origins that are asked even if nobody announces them
     */
    public Origins(
            Nodes nodes,
            List<URI> configured,
            OriginClient client,
            Limits limits,
            Ticker ticker,
            MeterRegistry registry) {
        this.candidates = new Candidates(nodes, configured);
        this.client = client;
        this.limits = limits;
        this.fetches = new Semaphore(limits.maxFetches());
        this.held = new Semaphore(limits.maxHeld());
        this.registry = registry;
        this.unknown =
                Caffeine.newBuilder()
                        .expireAfterWrite(UNKNOWN)
                        .maximumSize(MAX_UNKNOWN)
                        .ticker(ticker)
                        .build();
        this.breakers =
                CircuitBreakerRegistry.of(
                        CircuitBreakerConfig.custom()
                                .slidingWindowSize(10)
                                .minimumNumberOfCalls(5)
                                .failureRateThreshold(50)
                                .waitDurationInOpenState(limits.breakerOpen())
                                .permittedNumberOfCallsInHalfOpenState(2)
                                .build());
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(registry);
    }

    @Override
    public CompletionStage<Fetched> fetch(MediaRequest request) {
        var path = request.path();
        var errand = new Errand(path.path() + request.query().text(), request.mayBlock());
        var room = errand.mayBlock() ? held : fetches;
        if (!room.tryAcquire()) {
            return CompletableFuture.completedStage(
                    new Fetched.Failed("too much is being fetched already"));
        }
        try {
            return ask(path.streamId(), errand).whenComplete((fetched, failure) -> room.release());
        } catch (RuntimeException e) {
            room.release();
            throw e;
        }
    }

    private CompletableFuture<Fetched> ask(StreamId streamId, Errand errand) {
        var holding = candidates.holding(streamId);
        if (!holding.isEmpty()) {
            return ask(holding, errand, null);
        }
        // A beat may be two seconds younger than the stream: one packager may know it already.
        if (unknown.getIfPresent(streamId) != null) {
            return CompletableFuture.completedFuture(new Fetched.Missing(Caching.seconds(0)));
        }
        return ask(candidates.guess(streamId), errand, null)
                .thenApply(fetched -> {
                    if (fetched instanceof Fetched.Missing) {
                        unknown.put(streamId, true);
                    }
                    return fetched;
                });
    }

    private CompletableFuture<Fetched> ask(
            List<Candidate> left, Errand errand, @Nullable Fetched soFar) {
        if (left.isEmpty()) {
            return CompletableFuture.completedFuture(
                    soFar == null ? new Fetched.Failed("no origin is known") : soFar);
        }
        var rest = left.subList(1, left.size());
        long startedAt = System.nanoTime();
        return ask(left.getFirst(), errand)
                .thenCompose(fetched ->
                        isFinal(errand, fetched, System.nanoTime() - startedAt)
                                ? CompletableFuture.completedFuture(fetched)
                                : ask(rest, errand, graver(soFar, fetched)));
    }

    private static boolean isFinal(Errand errand, Fetched fetched, long nanos) {
        return switch (fetched) {
            case Fetched.Found f -> true;
            case Fetched.Rejected r -> true;
            case Fetched.Missing m -> false;
            case Fetched.Unavailable u -> wasHeld(errand, nanos);
            case Fetched.Failed f -> false;
        };
    }

    private static boolean wasHeld(Errand errand, long nanos) {
        return errand.mayBlock() && nanos >= HELD.toNanos();
    }

    /** One that failed may have what another has not. */
    private static Fetched graver(@Nullable Fetched earlier, Fetched later) {
        return earlier == null || earlier instanceof Fetched.Missing ? later : earlier;
    }

    private CompletableFuture<Fetched> ask(Candidate candidate, Errand errand) {
        var breaker = breakers.circuitBreaker(candidate.name());
        if (!breaker.tryAcquirePermission()) {
            return CompletableFuture.completedFuture(
                    new Fetched.Failed("an origin failed too often"));
        }
        long startedAt = System.nanoTime();
        try {
            var timeout = errand.mayBlock() ? limits.heldTimeout() : limits.responseTimeout();
            return client.get(candidate.baseUrl(), errand.target(), timeout)
                    .whenComplete((fetched, failure) -> {
                        long nanos = System.nanoTime() - startedAt;
                        boolean well = fetched != null && isWell(errand, fetched, nanos);
                        record(candidate, breaker, fetched, well, nanos);
                    });
        } catch (RuntimeException e) {
            breaker.releasePermission();
            throw e;
        }
    }

    private static boolean isWell(Errand errand, Fetched fetched, long nanos) {
        return switch (fetched) {
            case Fetched.Found f -> true;
            case Fetched.Rejected r -> true;
            case Fetched.Missing m -> true;
            case Fetched.Unavailable u -> wasHeld(errand, nanos);
            case Fetched.Failed f -> false;
        };
    }

    private void record(
            Candidate candidate,
            CircuitBreaker breaker,
            @Nullable Fetched fetched,
            boolean well,
            long nanos) {
        if (well) {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        } else {
            breaker.onError(nanos, TimeUnit.NANOSECONDS, new IOException("fetch failed"));
        }
        if (fetched instanceof Fetched.Found found) {
            registry.counter("headwater.origin.bytes", "origin", candidate.name())
                    .increment(found.body().remaining());
        }
        Timer.builder("headwater.origin.fetches")
                .description("requests to origins, until their last byte")
                .tag("origin", candidate.name())
                .tag("outcome", outcome(fetched))
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private static String outcome(@Nullable Fetched fetched) {
        return switch (fetched) {
            case null -> "failed";
            case Fetched.Found f -> "found";
            case Fetched.Missing m -> "missing";
            case Fetched.Rejected r -> "rejected";
            case Fetched.Unavailable u -> "unavailable";
            case Fetched.Failed f -> "failed";
        };
    }
}
