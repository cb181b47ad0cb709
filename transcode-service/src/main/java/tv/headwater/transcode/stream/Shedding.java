package tv.headwater.transcode.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import tv.headwater.contract.id.Rendition;
import tv.headwater.transcode.ladder.Cost;
import tv.headwater.transcode.ladder.Profile;

/**
 * Decides which rungs a stream does without when its transcode falls behind: from the highest down while the lag grows, but
 * never the last, and back from the lowest up when there is room. Used by one thread.
 */
final class Shedding {

    /** Less lag never sheds. */
    static final Duration LAG = Duration.ofSeconds(3);

    /** The lag must have grown for so long, and again before the next rung goes. */
    static final Duration GROWTH = Duration.ofSeconds(5);

    /** Less growth than this over {@link #GROWTH} is none. */
    static final Duration NOTICEABLE = Duration.ofMillis(200);

    /** A rung comes back after so long at the earliest. */
    static final Duration RETURN = Duration.ofSeconds(20);

    /** How long it becomes where rungs come back in vain. */
    static final Duration LONGEST_RETURN = Duration.ofMinutes(5);

    /** A rung comes back where the speed with it would be this at least. */
    static final double SPARE_SPEED = 1.15;

    private record Sample(long nanos, long lagMillis) {}

    private final LongSupplier nanos;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private final Set<Rendition> shed = new LinkedHashSet<>();
    private Duration patience = RETURN;
    private long changedAt;
    private boolean restored;

    Shedding(LongSupplier nanos) {
        this.nanos = nanos;
        this.changedAt = nanos.getAsLong();
    }

    /**
     * Takes in how it goes. To be called several times a second.
     *
     * @param lagMillis of media
     * @param speed media seconds per second of work
     * @param cost of all rungs, from the highest to the lowest
     * @return the rungs to leave out
     */
    Set<Rendition> update(long lagMillis, double speed, Profile profile, Cost cost) {
        long now = nanos.getAsLong();
        keepTo(cost);
        samples.addLast(new Sample(now, lagMillis));
        // One sample as old as the window stays, to compare with.
        while (samples.size() > 1 && now - second().nanos() >= GROWTH.toNanos()) {
            samples.removeFirst();
        }
        if (isGrowing(now) && now - changedAt >= GROWTH.toNanos()) {
            shedHighest(now, cost);
        } else if (lagMillis < calm(profile).toMillis()
                && !shed.isEmpty()
                && now - changedAt >= patience.toNanos()) {
            restoreLowest(now, speed, cost);
        }
        return Set.copyOf(shed);
    }

    /** A transcode begins anew: what was measured means nothing any more. */
    void restarted() {
        samples.clear();
    }

    /** The ladder has changed: rungs it does not have are not shed. */
    void keepTo(Cost cost) {
        shed.retainAll(cost.encode().keySet());
    }

    Set<Rendition> shed() {
        return Set.copyOf(shed);
    }

    private static Duration calm(Profile profile) {
        return switch (profile) {
            case LOW_LATENCY -> Duration.ofMillis(500);
            case QUALITY -> Duration.ofMillis(1500);
        };
    }

    private Sample second() {
        var all = samples.iterator();
        all.next();
        return all.next();
    }

    private boolean isGrowing(long now) {
        var oldest = samples.getFirst();
        return now - oldest.nanos() >= GROWTH.toNanos()
                && samples.stream().allMatch(sample -> sample.lagMillis() > LAG.toMillis())
                && samples.getLast().lagMillis() - oldest.lagMillis() >= NOTICEABLE.toMillis();
    }

    private void shedHighest(long now, Cost cost) {
        var running = new ArrayList<>(cost.encode().keySet());
        running.removeAll(shed);
        if (running.size() > 1) {
            if (now - changedAt < 2 * RETURN.toNanos() && restored) {
                patience = min(patience.multipliedBy(2), LONGEST_RETURN);
            }
            restored = false;
            shed.add(running.getFirst());
            changedAt = now;
        }
    }

    private void restoreLowest(long now, double speed, Cost cost) {
        Rendition lowest = null;
        for (var rung : cost.encode().keySet()) {
            if (shed.contains(rung)) {
                lowest = rung;
            }
        }
        if (lowest == null) {
            return;
        }
        var then = new HashSet<>(shed);
        then.remove(lowest);
        if (speed * cost.without(shed) / cost.without(then) >= SPARE_SPEED) {
            shed.remove(lowest);
            restored = true;
            changedAt = now;
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
