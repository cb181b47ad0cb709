package tv.headwater.standalone.child;

import java.io.IOException;

/** Sends what {@link ProcessHandle} cannot: a signal other than TERM and KILL. */
final class Signals {

    private Signals() {}

    /** Sends {@code signal} (such as {@code INT}); falls back to the handle's own TERM where there is no shell. */
    static void send(ProcessHandle process, String signal) {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
