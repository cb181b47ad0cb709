package tv.headwater.e2e.audience;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Viewers of one stream, each with its own connection and session. */
public final class Audience implements AutoCloseable {

    private static final Duration JOIN = Duration.ofSeconds(30);

    /** Between two who come, so that 50 a second do. */
    private static final Duration APART = Duration.ofMillis(20);

    private final Ledger ledger = new Ledger();
    private final List<Viewer> viewers;

    private Audience(List<URI> gateways, String streamId, int count) {
        viewers =
                IntStream.range(0, count)
                        .mapToObj(i -> new Viewer(i, gateways, streamId, ledger))
                        .toList();
    }

    /**
     * Begins to watch, and waits until all do.
     *
     * @param gateways of which they ask one each, in turn
     */
    public static Audience join(List<URI> gateways, String streamId, int count) {
        var audience = new Audience(gateways, streamId, count);
        try {
            for (var viewer : audience.viewers) {
                viewer.start();
                LockSupport.parkNanos(APART.toNanos());
            }
            await("all viewers play")
                    .atMost(JOIN)
                    .failFast("a viewer gave up", () -> !audience.breaches().isEmpty())
                    .until(() -> audience.viewers.stream().allMatch(Viewer::isPlaying));
            return audience;
        } catch (RuntimeException e) {
            audience.close();
            throw new AssertionError(
                    "%s; failed: %s; never to happen: %s"
                            .formatted(e.getMessage(), audience.failures(), audience.breaches()),
                    e);
        }
    }

    /** What they live through from now on. */
    public Phase phase() {
        return new Phase(viewers, ledger);
    }

    /** How many are on which Pathway. */
    public Map<String, Long> byPathway() {
        return viewers.stream()
                .collect(
                        Collectors.groupingBy(
                                Viewer::pathway, TreeMap::new, Collectors.counting()));
    }

    /** What must never happen and did, such as a part that was lost. */
    public List<String> breaches() {
        return ledger.breaches();
    }

    /** How often requests failed in which way, since the beginning. */
    public Map<String, Integer> failures() {
        return ledger.failures();
    }

    /** How many different parts they got together. */
    public int parts() {
        return ledger.parts();
    }

    /** How many of these hold the same as another. */
    public int doubled() {
        return ledger.doubled();
    }

    /** The longest time any of them went without a new part. */
    public Duration longestSilence() {
        return viewers.stream()
                .map(Viewer::longestSilence)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** All leave; returns when nobody asks for anything any more. */
    @Override
    public void close() {
        viewers.forEach(Viewer::leave);
        try {
            for (var viewer : viewers) {
                viewer.awaitGone();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
