package tv.headwater.edge.origin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.node.Nodes;
import tv.headwater.edge.origin.Candidates.Candidate;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse.Caching;

/**
 * The packagers as one origin, or the edges before them: asks the candidates for a stream one after the other until one has the
 * object, and does not wait long for one that is silent. Each has a circuit breaker, so that a dead one costs nobody a timeout for
 * long. Nobody counts as having said no until all have.
 */
public final class Origins implements Origin {

    /** How long a stream that a guessed packager does not know is not asked for again. */
    private static final Duration UNKNOWN = Duration.ofSeconds(1);

    private static final int MAX_UNKNOWN = 10_000;

    private final Candidates candidates;
    private final OriginClient client;
    private final CircuitBreakerRegistry breakers;
    private final Limits limits;
    private final Semaphore fetches;
    private final Semaphore held;
    private final Cache<StreamId, Boolean> unknown;
    private final Upstream upstream;
    private final HedgeBudget budget;
    private final OriginMeters meters;

    /**
     * How hard origins are tried.
     *
     * @param responseTimeout until an answer's last byte
     * @param heldTimeout likewise, where the origin may hold the request until something is published
     * @param maxFetches at once, for all objects together
     * @param maxHeld likewise, of requests that origins may hold
     * @param breakerOpen how long an origin that fails is left alone
     * @param hedgeAfter how long an origin may be silent before the next is asked too
     * @param heldHedgeAfter likewise, where it may hold the request until there is a part; thrice that until there is a segment
     * @param hedgeShare of fetches that may be made a second time for that, 0 to 1, beside one a second; none where 0
     */
    public record Limits(
            Duration responseTimeout,
            Duration heldTimeout,
            int maxFetches,
            int maxHeld,
            Duration breakerOpen,
            Duration hedgeAfter,
            Duration heldHedgeAfter,
            double hedgeShare) {}

    /** When there can be an answer. */
    private enum Kind {
        AT_ONCE,
        WITH_NEXT_PART,
        WITH_NEXT_SEGMENT;

        static Kind of(MediaRequest request) {
            if (!request.mayBlock()) {
                return AT_ONCE;
            }
            return request.query().msn() != null && request.query().part() == null
                    ? WITH_NEXT_SEGMENT
                    : WITH_NEXT_PART;
        }
    }

    /**
     * A request as it goes to one origin after another.
     *
     * @param isMedia whether what it names never changes
     */
    private record Errand(String target, Map<String, String> headers, Kind kind, boolean isMedia) {

        boolean mayBlock() {
            return kind != Kind.AT_ONCE;
        }
    }

    public Origins(
            Nodes nodes,
            Upstream upstream,
            OriginClient client,
            Limits limits,
            Ticker ticker,
            MeterRegistry registry) {
        this.candidates = new Candidates(nodes, upstream.packagers(), upstream.parents());
        this.client = client;
        this.limits = limits;
        this.fetches = new Semaphore(limits.maxFetches());
        this.held = new Semaphore(limits.maxHeld());
        this.upstream = upstream;
        this.budget = new HedgeBudget(limits.hedgeShare(), ticker);
        this.meters = new OriginMeters(registry, ticker);
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
        var errand =
                new Errand(
                        path.path() + request.query().text(),
                        upstream.headers(request),
                        Kind.of(request),
                        isMedia(path));
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

    private static boolean isMedia(MediaPath path) {
        return path instanceof MediaPath.InitSegment
                || path instanceof MediaPath.MediaSegment
                || path instanceof MediaPath.Part
                || path instanceof MediaPath.TransportSegment;
    }

    private CompletableFuture<Fetched> ask(StreamId streamId, Errand errand) {
        var holding = candidates.holding(streamId);
        if (!holding.isEmpty()) {
            return pursue(holding, errand);
        }
        // A beat may be two seconds younger than the stream: one packager may know it already.
        if (unknown.getIfPresent(streamId) != null) {
            return CompletableFuture.completedFuture(new Fetched.Missing(Caching.seconds(0)));
        }
        return pursue(candidates.guess(streamId), errand)
                .thenApply(fetched -> {
                    if (fetched instanceof Fetched.Missing) {
                        unknown.put(streamId, true);
                    }
                    return fetched;
                });
    }

    private CompletableFuture<Fetched> pursue(List<Candidate> candidates, Errand errand) {
        budget.onFetch();
        var hedgeAfter =
                switch (errand.kind()) {
                    case AT_ONCE -> limits.hedgeAfter();
                    case WITH_NEXT_PART -> limits.heldHedgeAfter();
                    // A segment takes several parts.
                    case WITH_NEXT_SEGMENT -> limits.heldHedgeAfter().multipliedBy(3);
                };
        return new Pursuit(
                        candidates,
                        candidate -> ask(candidate, errand),
                        hedgeAfter,
                        () -> meters.hedged(budget.take()))
                .start()
                .thenApply(fetched -> {
                    if (errand.isMedia() && fetched instanceof Fetched.Found) {
                        meters.found(errand.target());
                    }
                    return fetched;
                });
    }

    private Asked ask(Candidate candidate, Errand errand) {
        var breaker = breakers.circuitBreaker(candidate.name());
        if (!breaker.tryAcquirePermission()) {
            return new Asked(
                    OriginClient.Call.answered(new Fetched.Failed("an origin failed too often")),
                    errand.mayBlock(),
                    (asked, fetched) -> {});
        }
        try {
            var timeout = errand.mayBlock() ? limits.heldTimeout() : limits.responseTimeout();
            return new Asked(
                    client.get(candidate.baseUrl(), errand.target(), errand.headers(), timeout),
                    errand.mayBlock(),
                    (asked, fetched) -> record(candidate, errand, breaker, asked, fetched));
        } catch (RuntimeException e) {
            breaker.releasePermission();
            throw e;
        }
    }

    private void record(
            Candidate candidate,
            Errand errand,
            CircuitBreaker breaker,
            Asked asked,
            @Nullable Fetched fetched) {
        long nanos = asked.nanos();
        switch (asked.health(fetched)) {
            case WELL -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case ILL ->
                    breaker.onError(nanos, TimeUnit.NANOSECONDS, new IOException("fetch failed"));
            case UNKNOWN -> breaker.releasePermission();
        }
        meters.fetched(
                candidate,
                errand.isMedia(),
                errand.mayBlock(),
                outcome(asked, fetched),
                nanos,
                fetched);
    }

    private static String outcome(Asked asked, @Nullable Fetched fetched) {
        return switch (fetched) {
            case Fetched.Found f -> "found";
            case Fetched.Missing m -> "missing";
            case Fetched.Rejected r -> "rejected";
            case Fetched.Refused r -> "refused";
            case Fetched.Unavailable u -> "unavailable";
            case Fetched.Failed f -> asked.ended() == Asked.Ended.BY_ITSELF ? "failed" : "outrun";
            case null -> "failed";
        };
    }
}
