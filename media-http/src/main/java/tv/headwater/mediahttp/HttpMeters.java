package tv.headwater.mediahttp;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What a {@link MediaServer} counts. */
final class HttpMeters {

    private final MeterRegistry registry;
    private final Map<Outcome, Counter> requests = new ConcurrentHashMap<>();
    private final Map<ObjectKind, Timer> firstBytes = new EnumMap<>(ObjectKind.class);
    private final Map<ObjectKind, Timer> heldFirstBytes = new EnumMap<>(ObjectKind.class);
    private final Map<Cut, Counter> cuts = new ConcurrentHashMap<>();
    private final Counter bytes;

    private record Outcome(int status, ObjectKind kind) {}

    /** Why a connection was ended against its peer's will. */
    enum Cut {
        SLOW_HEADERS,
        SLOW_READER,
        TOO_MANY,
        /** The rest of an answer did not come. */
        BROKEN_OFF
    }

    HttpMeters(MeterRegistry registry, Collection<?> connections, HeldRequests held) {
        this.registry = registry;
        for (var kind : ObjectKind.values()) {
            firstBytes.put(kind, firstByte(kind, false));
            heldFirstBytes.put(kind, firstByte(kind, true));
        }
        registry.gauge("headwater.http.connections", connections, Collection::size);
        registry.gauge("headwater.http.held", held, HeldRequests::count);
        bytes =
                Counter.builder("headwater.http.bytes")
                        .description("bytes of bodies that sockets took")
                        .baseUnit("bytes")
                        .register(registry);
    }

    /**
     * @param held whether the request might wait for something to be published
     * @param nanos from its last header
     */
    void answered(int status, ObjectKind kind, boolean held, long nanos) {
        requests.computeIfAbsent(new Outcome(status, kind), this::requests).increment();
        Objects.requireNonNull((held ? heldFirstBytes : firstBytes).get(kind))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    void sent(int count) {
        bytes.increment(count);
    }

    void cut(Cut why) {
        cuts.computeIfAbsent(why, this::cuts).increment();
    }

    private Counter requests(Outcome outcome) {
        return Counter.builder("headwater.http.requests")
                .tag("status", String.valueOf(outcome.status()))
                .tag("kind", outcome.kind().tag())
                .register(registry);
    }

    private Timer firstByte(ObjectKind kind, boolean held) {
        return Timer.builder("headwater.http.first.byte")
                .description("from a request's last header to its answer's first byte")
                .tag("kind", kind.tag())
                .tag("held", String.valueOf(held))
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

    private Counter cuts(Cut why) {
        return Counter.builder("headwater.http.cuts")
                .description("connections the server ended against their peers' will")
                .tag("why", why.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
