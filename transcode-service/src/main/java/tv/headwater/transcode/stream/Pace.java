package tv.headwater.transcode.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import tv.headwater.transcode.wire.WireMessage.Progress;

/** How fast a worker has been over the last seconds, by what it tells. Safe for use by many threads. */
final class Pace {

    private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

    /** Less media than this says nothing yet. */
    private static final long ENOUGH_MILLIS = 500;

    private record Sample(long nanos, Progress progress) {}

    private final Deque<Sample> samples = new ArrayDeque<>();
    private double speed;
    private double cost;

    synchronized void on(long nanos, Progress progress) {
        samples.addLast(new Sample(nanos, progress));
        while (samples.size() > 2 && nanos - samples.getFirst().nanos() > WINDOW_NANOS) {
            samples.removeFirst();
        }
        var first = samples.getFirst().progress();
        long media = progress.mediaMillis() - first.mediaMillis();
        if (media >= ENOUGH_MILLIS) {
            double busy = Math.max(1, progress.busyMillis() - first.busyMillis());
            speed = media / busy;
            cost = (progress.cpuMillis() - first.cpuMillis()) / (double) media;
        }
    }

    /** Media seconds per second of work, 0 while unknown. */
    synchronized double speed() {
        return speed;
    }

    /** CPU seconds per media second, 0 while unknown. */
    synchronized double cost() {
        return cost;
    }
}
