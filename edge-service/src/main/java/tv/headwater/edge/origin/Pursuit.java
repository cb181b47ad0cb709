package tv.headwater.edge.origin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tv.headwater.edge.origin.Candidates.Candidate;

/**
 * One object, asked for at one candidate after the other until one has it, and at the next one beside those that are slow. The
 * first good answer wins; who is still silent a moment after it is given up.
 */
final class Pursuit {

    /** How long the loser may still answer, which tells one that is a little slower from one that is dead. */
    static final Duration GRACE = Duration.ofMillis(250);

    private final Queue<Candidate> left;
    private final Function<Candidate, Asked> ask;
    private final Duration hedgeAfter;
    private final BooleanSupplier mayHedge;
    private final List<Asked> underWay = new ArrayList<>();
    private final CompletableFuture<Fetched> result = new CompletableFuture<>();
    private int pending;
    private @Nullable Fetched soFar;

    /**
     * @param ask sends the request to a candidate
     * @param hedgeAfter how long a candidate may be silent before the next is asked too
     * @param mayHedge whether that may be done now
     */
    Pursuit(
            List<Candidate> candidates,
            Function<Candidate, Asked> ask,
            Duration hedgeAfter,
            BooleanSupplier mayHedge) {
        this.left = new ArrayDeque<>(candidates);
        this.ask = ask;
        this.hedgeAfter = hedgeAfter;
        this.mayHedge = mayHedge;
    }

    /** Completes with what the candidates together have to say, never exceptionally for what they do. */
    CompletableFuture<Fetched> start() {
        askNext();
        return result;
    }

    private void askNext() {
        Candidate next;
        boolean last;
        synchronized (this) {
            next = left.poll();
            last = left.isEmpty();
            pending += next == null ? 0 : 1;
        }
        if (next == null) {
            onNothingLeft();
            return;
        }
        Asked asked;
        try {
            asked = ask.apply(next);
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
            return;
        }
        synchronized (this) {
            underWay.add(asked);
        }
        if (result.isDone()) {
            asked.outrunBy(asked, GRACE);
        }
        asked.answer().whenComplete((fetched, failure) -> onAnswer(asked, fetched));
        if (!last && !asked.answer().isDone()) {
            CompletableFuture.delayedExecutor(hedgeAfter.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> onSlow(asked));
        }
    }

    private void onSlow(Asked asked) {
        synchronized (this) {
            if (result.isDone() || asked.answer().isDone() || left.isEmpty()) {
                return;
            }
        }
        if (mayHedge.getAsBoolean()) {
            askNext();
        }
    }

    private void onAnswer(Asked asked, @Nullable Fetched fetched) {
        var answer = fetched == null ? new Fetched.Failed("an origin cannot be read") : fetched;
        List<Asked> others;
        synchronized (this) {
            underWay.remove(asked);
            pending--;
            soFar = graver(soFar, answer);
            others = List.copyOf(underWay);
        }
        if (!asked.isFinal(answer)) {
            if (!result.isDone()) {
                askNext();
            }
        } else if (result.complete(answer)) {
            others.forEach(other -> other.outrunBy(asked, GRACE));
        }
    }

    /** Only a no from everybody is a no. */
    private void onNothingLeft() {
        Fetched answer;
        synchronized (this) {
            if (pending > 0) {
                return;
            }
            answer = soFar == null ? new Fetched.Failed("no origin is known") : soFar;
        }
        result.complete(answer);
    }

    /** One that failed may have what another has not. */
    private static Fetched graver(@Nullable Fetched earlier, Fetched later) {
        return earlier == null || earlier instanceof Fetched.Missing ? later : earlier;
    }
}
