package tv.headwater.standalone.child;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits until a program that was started answers. */
final class Readiness {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Readiness() {}

    /** One try to reach a program: what came of it, or null when it does not answer yet. */
    interface Attempt<T> {
        @Nullable T run() throws IOException;
    }

    /**
     * Tries until an attempt succeeds.
     *
     * @throws IOException when the program ends or {@code limit} passes before it answers
     */
    static <T> T await(
            String name, ChildProcess process, Duration limit, Path log, Attempt<T> attempt)
            throws IOException {
        var deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            var answer = attempt.run();
            if (answer != null) {
                return answer;
            }
            if (!process.alive()) {
                throw new IOException(
                        name + " ended with " + process.ended().join() + "; see " + log);
            }
            if (System.nanoTime() > deadline) {
                throw new IOException(
                        name + " did not answer within " + limit.toSeconds() + " s; see " + log);
            }
            pause(name);
        }
    }

    private static void pause(String name) throws IOException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + name, e);
        }
    }
}
