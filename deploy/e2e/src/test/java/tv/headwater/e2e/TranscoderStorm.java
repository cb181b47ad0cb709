package tv.headwater.e2e;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import tv.headwater.e2e.cluster.Service;

/** Transcoders that come and go at random: what does not run is started, what runs is killed or told to end. */
final class TranscoderStorm {

    private static final int EVENTS = 9;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(300);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(3_500);
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration EXIT = Duration.ofSeconds(15);

    private final Studio studio;
    private final List<Service> transcoders;
    private final long seed = Long.getLong("headwater.e2e.storm", System.nanoTime() & 0xffff);
    private final Random random = new Random(seed);

    TranscoderStorm(Studio studio) {
        this.studio = studio;
        this.transcoders = studio.cluster().transcoders();
    }

    /** Lets it blow over; all transcoders run then. */
    void run() {
        long begin = System.nanoTime();
        for (int event = 1; event <= EVENTS; event++) {
            var transcoder = next();
            var what = strike(transcoder);
            studio.note(
                    "storm %d, %d of %d after %d ms: %s of %s"
                            .formatted(
                                    seed,
                                    event,
                                    EVENTS,
                                    Duration.ofNanos(System.nanoTime() - begin).toMillis(),
                                    what,
                                    transcoder));
            long spread = LONGEST_PAUSE.minus(SHORTEST_PAUSE).toNanos();
            LockSupport.parkNanos(SHORTEST_PAUSE.toNanos() + random.nextLong(spread));
        }
        transcoders.stream().filter(each -> each.isEnding()).forEach(each -> each.awaitExit(EXIT));
        studio.cluster().startTranscoders();
    }

    /** One that may be struck now; waits until there is one. */
    private Service next() {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            var able = transcoders.stream().filter(this::isAble).toList();
            if (!able.isEmpty()) {
                return able.get(random.nextInt(able.size()));
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        throw new AssertionError("no transcoder is ready within " + START.toSeconds() + " s");
    }

    /** None ends while the other starts: on a slow machine the stream would be nobody's for longer than is caught up with. */
    private boolean isAble(Service transcoder) {
        return !transcoder.isRunning()
                || transcoder.isEnding()
                || transcoders.stream().allMatch(TranscoderStorm::isReady);
    }

    private static boolean isReady(Service transcoder) {
        return transcoder.isRunning()
                && !transcoder.isEnding()
                && transcoder.health("readiness") == 200;
    }

    private String strike(Service transcoder) {
        if (!transcoder.isRunning()) {
            transcoder.start();
            return "start";
        }
        if (transcoder.isEnding() || random.nextBoolean()) {
            transcoder.kill();
            return "kill -9";
        }
        transcoder.terminate();
        return "SIGTERM";
    }
}
