package tv.headwater.edge.origin;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A request to one origin. */
final class Asked {

    /** Who says 503 after so long has held the request: the others would do the same. */
    private static final Duration HELD = Duration.ofSeconds(1);

    private final boolean mayBlock;
    private final long startedAt = System.nanoTime();
    private final OriginClient.Call call;
    private final CompletableFuture<Fetched> answer;
    private volatile Ended ended = Ended.BY_ITSELF;

    /** Why there is no answer to wait for any more. */
    enum Ended {
        BY_ITSELF,
        /** Another had it, and this one had been asked earlier. */
        TOO_SLOW,
        /** Another had it, which had been asked earlier. */
        NOT_NEEDED
    }

    /** What an answer says about the origin. */
    enum Health {
        WELL,
        ILL,
        UNKNOWN
    }

    /**
     * @param mayBlock whether the origin may hold it until something is published
     * @param onAnswer is told before anybody else
     */
    Asked(OriginClient.Call call, boolean mayBlock, BiConsumer<Asked, @Nullable Fetched> onAnswer) {
        this.call = call;
        this.mayBlock = mayBlock;
        this.answer =
                call.answer().whenComplete((fetched, failure) -> onAnswer.accept(this, fetched));
    }

    CompletableFuture<Fetched> answer() {
        return answer;
    }

    long nanos() {
        return System.nanoTime() - startedAt;
    }

    Ended ended() {
        return ended;
    }

    /** Gives it up if it is not answered within {@code grace}. */
    void outrunBy(Asked other, Duration grace) {
        CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!call.answer().isDone()) {
                        ended = startedAt - other.startedAt < 0 ? Ended.TOO_SLOW : Ended.NOT_NEEDED;
                        call.cancel();
                    }
                });
    }

    /** Whether nobody else needs to be asked. */
    boolean isFinal(Fetched fetched) {
        return switch (fetched) {
            case Fetched.Found f -> true;
            case Fetched.Rejected r -> true;
            case Fetched.Missing m -> false;
            case Fetched.Refused r -> false;
            case Fetched.Unavailable u -> wasHeld();
            case Fetched.Failed f -> false;
        };
    }

    Health health(@Nullable Fetched fetched) {
        return switch (fetched) {
            case null -> failed();
            case Fetched.Found f -> Health.WELL;
            case Fetched.Rejected r -> Health.WELL;
            case Fetched.Missing m -> Health.WELL;
            case Fetched.Refused r -> Health.WELL;
            // What there is too much of, such as reads of the disk, says nothing about everything
            // else.
            case Fetched.Unavailable u -> Health.UNKNOWN;
            case Fetched.Failed f -> failed();
        };
    }

    private Health failed() {
        return ended == Ended.NOT_NEEDED ? Health.UNKNOWN : Health.ILL;
    }

    private boolean wasHeld() {
        return mayBlock && nanos() >= HELD.toNanos();
    }
}
