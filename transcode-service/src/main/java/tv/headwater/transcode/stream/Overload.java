package tv.headwater.transcode.stream;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.transcode.wire.WireMessage;

/** How a stream keeps up, and which rungs it has and does without. Safe for use by many threads. */
final class Overload {

    private final LongSupplier nanos;
    private final Shedding shedding;
    private Pace pace = new Pace();
    private Set<Rendition> running = Set.of();

    Overload(LongSupplier nanos) {
        this.nanos = nanos;
        this.shedding = new Shedding(nanos);
    }

    /** A worker is about to begin. */
    synchronized void begin(Plan plan) {
        pace = new Pace();
        shedding.keepTo(plan.cost());
        var rungs = new HashSet<>(plan.video());
        rungs.removeAll(shedding.shed());
        running = Set.copyOf(rungs);
    }

    /** One died: until the next has caught up, the lag says nothing. */
    synchronized void restarted() {
        shedding.restarted();
    }

    synchronized void on(WireMessage.Progress progress) {
        pace.on(nanos.getAsLong(), progress);
        if (!progress.rungs().isEmpty()) {
            var rungs = new HashSet<Rendition>();
            for (var rung : progress.rungs()) {
                if (rung.state() == LadderHealth.State.RUNNING) {
                    rungs.add(rung.name());
                }
            }
            running = Set.copyOf(rungs);
        }
    }

    /** The video renditions that are to be expected: those a worker has, before that those planned. */
    synchronized Set<Rendition> running() {
        return running;
    }

    /** Decides what to do without; true if that has changed. */
    synchronized boolean update(long lagMillis, Plan plan) {
        var before = shedding.shed();
        var now = shedding.update(lagMillis, pace.speed(), plan.profile(), plan.cost());
        return !now.equals(before);
    }

    synchronized Set<Rendition> shed() {
        return shedding.shed();
    }

    /** Measured where it could be, else estimated; in encoder-seconds per second. */
    synchronized double cost(Plan plan) {
        return pace.cost() > 0 ? pace.cost() : plan.estimate();
    }

    /** Media seconds per second of work, 0 while unknown. */
    synchronized double speed() {
        return pace.speed();
    }
}
