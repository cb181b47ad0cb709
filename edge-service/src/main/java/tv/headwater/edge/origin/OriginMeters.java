package tv.headwater.edge.origin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tv.headwater.edge.origin.Candidates.Candidate;

/**
 * What asking origins costs. Fetches of media by {@code headwater.origin.objects}, the different ones among them, says how often
 * each object came to this edge: 1 is best.
 */
final class OriginMeters {

    /** For how long, and of how many, it is known that they came before. */
    private static final Duration KNOWN = Duration.ofHours(1);

    private static final int MAX_KNOWN = 200_000;

    private final MeterRegistry registry;
    private final Cache<String, Boolean> known;
    private final Counter objects;
    private final Counter hedges;
    private final Counter refused;
    private final Map<Fetch, Timer> fetches = new ConcurrentHashMap<>();

    /** As many as there are origins, times what may become of a fetch. */
    private record Fetch(String origin, boolean media, boolean held, String outcome) {}

    OriginMeters(MeterRegistry registry, Ticker ticker) {
        this.registry = registry;
        this.known =
                Caffeine.newBuilder()
                        .maximumSize(MAX_KNOWN)
                        .expireAfterWrite(KNOWN)
                        .ticker(ticker)
                        .build();
        this.objects =
                Counter.builder("headwater.origin.objects")
                        .description(
                                "different segments, parts and init segments that origins gave")
                        .register(registry);
        this.hedges = hedges("asked");
        this.refused = hedges("over_budget");
    }

    private Counter hedges(String outcome) {
        return Counter.builder("headwater.origin.hedges")
                .description("second requests beside an origin that is silent")
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Passes on whether there was budget for it. */
    boolean hedged(boolean allowed) {
        (allowed ? hedges : refused).increment();
        return allowed;
    }

    /** A segment, part or init segment came. */
    void found(String target) {
        if (known.asMap().putIfAbsent(target, true) == null) {
            objects.increment();
        }
    }

    /**
     * @param held whether the origin could hold the request until what it asks for was published
     * @param nanos until the last byte
     */
    void fetched(
            Candidate candidate,
            boolean media,
            boolean held,
            String outcome,
            long nanos,
            @Nullable Fetched fetched) {
        if (fetched instanceof Fetched.Found found) {
            registry.counter("headwater.origin.bytes", "origin", candidate.name())
                    .increment(found.content().length());
        }
        fetches.computeIfAbsent(new Fetch(candidate.name(), media, held, outcome), this::timer)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Fetch fetch) {
        return Timer.builder("headwater.origin.fetches")
                .description("requests to origins, until their last byte")
                .tag("origin", fetch.origin())
                .tag("object", fetch.media() ? "media" : "other")
                .tag("held", String.valueOf(fetch.held()))
                .tag("outcome", fetch.outcome())
                .serviceLevelObjectives(
                        Duration.ofMillis(5),
                        Duration.ofMillis(25),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(5))
                .register(registry);
    }
}
