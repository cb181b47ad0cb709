package tv.headwater.e2e.audience;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What an audience lives through from one moment on. */
public final class Phase {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Ledger ledger;
    private final Map<Viewer, Before> before;
    private final Map<String, Integer> failuresBefore;

    private record Before(String pathway, Duration stalled, Duration received, int moves) {}

    /**
     * What became of it.
     *
     * @param longestStall how long the one waited for media who waited longest
     * @param stalled how many waited at all
     * @param moves how often somebody went from one edge to another
     * @param failures how often requests failed in which way
     */
    public record Figures(
            Duration longestStall, long stalled, long moves, Map<String, Integer> failures) {

        public Figures {
            failures = Map.copyOf(failures);
        }

        @Override
        public String toString() {
            return "%d stalled, the longest for %d ms; %d moves; failed: %s"
                    .formatted(stalled, longestStall.toMillis(), moves, new TreeMap<>(failures));
        }
    }

    Phase(List<Viewer> viewers, Ledger ledger) {
        this.ledger = ledger;
        this.failuresBefore = ledger.failures();
        this.before =
                viewers.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        viewer ->
                                                new Before(
                                                        viewer.pathway(),
                                                        viewer.stalled(),
                                                        viewer.received(),
                                                        viewer.moves())));
    }

    /**
     * Waits until every viewer got so much more of the stream.
     *
     * @throws AssertionError if one does not, with what fails
     */
    public void awaitEach(Duration media) {
        try {
            await("every viewer gets %s more".formatted(media))
                    .atMost(media.plus(LONGEST))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() ->
                            before.entrySet().stream()
                                    .allMatch(each ->
                                            each.getKey()
                                                            .received()
                                                            .minus(each.getValue().received())
                                                            .compareTo(media)
                                                    >= 0));
        } catch (RuntimeException e) {
            throw new AssertionError(
                    e.getMessage() + "; " + figures() + "; never to happen: " + ledger.breaches(),
                    e);
        }
    }

    /** Of everybody, until now. */
    public Figures figures() {
        return figures(each -> true);
    }

    /** Of those who were on a Pathway when it began, until now; failures are those of all. */
    public Figures figures(String pathway) {
        return figures(each -> each.pathway().equals(pathway));
    }

    private Figures figures(Predicate<Before> counts) {
        var longest = Duration.ZERO;
        long stalled = 0;
        long moves = 0;
        for (var each : before.entrySet()) {
            if (counts.test(each.getValue())) {
                var stall = each.getKey().stalled().minus(each.getValue().stalled());
                longest = stall.compareTo(longest) > 0 ? stall : longest;
                stalled += stall.isPositive() ? 1 : 0;
                moves += each.getKey().moves() - each.getValue().moves();
            }
        }
        return new Figures(longest, stalled, moves, failures());
    }

    private Map<String, Integer> failures() {
        var failures = new TreeMap<String, Integer>();
        ledger.failures()
                .forEach((how, count) -> {
                    int more = count - failuresBefore.getOrDefault(how, 0);
                    if (more > 0) {
                        failures.put(how, more);
                    }
                });
        return failures;
    }
}
