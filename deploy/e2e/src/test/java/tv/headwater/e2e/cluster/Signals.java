package tv.headwater.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals to processes. */
public final class Signals {

    private Signals() {}

    /**
     * @param signal such as {@code STOP}
     */
    public static void send(String signal, long pid) {
        try {
            var kill =
                    new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                            .inheritIO()
                            .start();
            if (kill.waitFor() != 0) {
                throw new AssertionError("no process " + pid + " for SIG" + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
