package tv.headwater.standalone;

import java.io.PrintStream;
import java.time.Duration;

/** One line on the console for each thing started or stopped. Safe for use by many threads. */
final class Progress {

    private final PrintStream out;
    private final long start = System.nanoTime();

    Progress(PrintStream out) {
        this.out = out;
    }

    /** Work that may fail. */
    interface Step<E extends Exception> {
        void run() throws E;
    }

    /** Does {@code step} and prints {@code what} with the time it took. */
    <E extends Exception> void timed(String what, Step<E> step) throws E {
        var begin = System.nanoTime();
        step.run();
        line("  %-24s %5.1f s".formatted(what, seconds(begin)));
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Time since this was made, in seconds. */
    double elapsed() {
        return seconds(start);
    }

    private static double seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
    }
}
