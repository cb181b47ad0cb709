package tv.headwater.edge.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How requests were met: {@code hit} from memory, {@code miss} asked an origin, {@code coalesced} waited for another's miss. */
final class CacheMeters {

    private final Counter hits;
    private final Counter misses;
    private final Counter coalesced;
    private final Counter stale;
    private final Counter prefetches;

    CacheMeters(MeterRegistry registry, LatestKept cache) {
        hits = counter(registry, "hit");
        misses = counter(registry, "miss");
        coalesced = counter(registry, "coalesced");
        stale = counter(registry, "stale");
        prefetches =
                Counter.builder("headwater.cache.prefetches")
                        .description("fetches before anybody asked")
                        .register(registry);
        Gauge.builder("headwater.cache.objects", cache, LatestKept::size).register(registry);
        Gauge.builder("headwater.cache.bytes", cache, LatestKept::bytes)
                .baseUnit("bytes")
                .register(registry);
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("headwater.cache.requests")
                .tag("outcome", outcome)
                .register(registry);
    }

    void onHit() {
        hits.increment();
    }

    void onMiss() {
        misses.increment();
    }

    void onCoalesced() {
        coalesced.increment();
    }

    void onPrefetch() {
        prefetches.increment();
    }

    void onStale() {
        stale.increment();
    }
}
