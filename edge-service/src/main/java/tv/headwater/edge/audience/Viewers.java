package tv.headwater.edge.audience;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import tv.headwater.contract.audience.ViewerSet;
import tv.headwater.contract.id.StreamId;

/**
 * Which viewers are there, by stream: from the first answer a viewer gets until some time after the last one ended, and while a
 * request of his is held. Safe for use by many threads.
 */
public final class Viewers {

    /** How long who gets nothing is still there, at least. */
    static final Duration LEAST = Duration.ofSeconds(6);

    private final Limits limits;
    private final Ticker ticker;
    private final ConcurrentMap<StreamId, Watched> streams = new ConcurrentHashMap<>();

    /** Roughly; each {@link #present} makes it exact. */
    private final AtomicInteger total = new AtomicInteger();

    private final Counter uncounted;

    /** How many viewers are told apart; who comes beyond that is served, and counted in a metric alone. */
    public record Limits(int maxViewers, int maxViewersOfStream) {}

    /** @param until of the ticker, where nothing is under way */
    private record Presence(int underWay, long until) {

        boolean isOver(long now) {
            return underWay == 0 && now - until >= 0;
        }
    }

    private static final class Watched {
        final ConcurrentMap<Long, Presence> viewers = new ConcurrentHashMap<>();
        volatile Duration silence = LEAST;
    }

    public Viewers(Limits limits, Ticker ticker, MeterRegistry registry) {
        this.limits = limits;
        this.ticker = ticker;
        Gauge.builder("headwater.audience.viewers", total, AtomicInteger::get).register(registry);
        this.uncounted =
                Counter.builder("headwater.audience.uncounted")
                        .description("answers to viewers beyond the number that is told apart")
                        .register(registry);
    }

    /**
     * A request begins.
     *
     * @return whether it is of a viewer who is there already, which {@link #ended} must be told
     */
    boolean began(StreamId streamId, long viewer) {
        var watched = streams.get(streamId);
        return watched != null
                && watched.viewers.computeIfPresent(
                                viewer,
                                (_, there) -> new Presence(there.underWay() + 1, there.until()))
                        != null;
    }

    /**
     * A request was answered.
     *
     * @param began what {@link #began} said
     * @param found whether it got what it asked for: nobody is there for errors
     */
    void ended(StreamId streamId, long viewer, boolean began, boolean found) {
        if (!began && !found) {
            return;
        }
        var watched = streams.computeIfAbsent(streamId, _ -> new Watched());
        long until = ticker.read() + watched.silence.toNanos();
        watched.viewers.compute(
                viewer,
                (_, there) -> {
                    if (there == null) {
                        return found && hasRoom(watched) ? arrived(until) : null;
                    }
                    return new Presence(
                            there.underWay() - (began ? 1 : 0),
                            found && until - there.until() > 0 ? until : there.until());
                });
    }

    private boolean hasRoom(Watched watched) {
        if (total.get() < limits.maxViewers()
                && watched.viewers.size() < limits.maxViewersOfStream()) {
            return true;
        }
        uncounted.increment();
        return false;
    }

    private Presence arrived(long until) {
        total.incrementAndGet();
        return new Presence(0, until);
    }

    /** A playlist said how long its segments are: players may wait for two of them. */
    void on(StreamId streamId, Duration targetDuration) {
        var watched = streams.get(streamId);
        if (watched != null) {
            var two = targetDuration.multipliedBy(2);
            watched.silence = two.compareTo(LEAST) > 0 ? two : LEAST;
        }
    }

    /** Everyone who is there now, by stream; streams with nobody are left out. */
    public Map<StreamId, ViewerSet> present() {
        long now = ticker.read();
        var present = new HashMap<StreamId, ViewerSet>();
        int count = 0;
        for (var entry : streams.entrySet()) {
            var viewers = entry.getValue().viewers;
            viewers.values().removeIf(presence -> presence.isOver(now));
            var set = ViewerSet.of(viewers.keySet());
            if (set.size() == 0) {
                streams.computeIfPresent(
                        entry.getKey(), (_, each) -> each.viewers.isEmpty() ? null : each);
            } else {
                present.put(entry.getKey(), set);
                count += set.size();
            }
        }
        total.set(count);
        return Map.copyOf(present);
    }
}
