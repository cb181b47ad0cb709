package tv.headwater.packager.stream;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import tv.headwater.packager.window.StreamWindow;

/**
 * Requests for what one stream has not published yet: one list for each thing awaited, released as a whole. Safe for use by many
 * threads.
 */
final class Waiters {

    private final Map<Awaited, CompletableFuture<Void>> lists = new ConcurrentHashMap<>();
    private final Executor releasing;

    /** @param releasing runs what waiters do then, which the packaging thread has no time for */
    Waiters(Executor releasing) {
        this.releasing = releasing;
    }

    /** Completes after {@code awaited} is over in the stream's window, which the caller must look at once more after this returns. */
    CompletableFuture<Void> on(Awaited awaited) {
        return lists.computeIfAbsent(awaited, _ -> new CompletableFuture<>());
    }

    void released(StreamWindow window) {
        lists.forEach((awaited, list) -> {
            if (awaited.isOverIn(window)) {
                release(awaited, list);
            }
        });
    }

    /** Nothing more comes. */
    void releaseAll() {
        lists.forEach(this::release);
    }

    private void release(Awaited awaited, CompletableFuture<Void> list) {
        if (lists.remove(awaited, list)) {
            releasing.execute(() -> list.complete(null));
        }
    }
}
