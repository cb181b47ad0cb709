package tv.headwater.e2e.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of someone else's that runs beside the tests: its output goes to a file, what it complains about to a log without
 * our secrets. It never outlives the tests.
 */
public final class Program implements AutoCloseable {

    private static final int REMEMBERED_LINES = 40;

    private final String name;
    private final Process process;
    private final Deque<String> complaints = new ArrayDeque<>();
    private final Path output;
    private final Thread reader;

    /**
     * @throws AssertionError if the program is not installed
     */
    Program(String name, List<String> command, Path output, Path log, Secrets secrets) {
        this.name = name;
        this.output = output;
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(output.toFile())
                            .start();
        } catch (IOException e) {
            throw new AssertionError(
                    command.getFirst()
                            + " cannot be run: install it, the end-to-end tests need it on the PATH",
                    e);
        }
        this.reader = Thread.ofVirtual().start(() -> read(log, secrets));
    }

    private void read(Path log, Secrets secrets) {
        try (var lines =
                        new BufferedReader(
                                new InputStreamReader(
                                        process.getErrorStream(), StandardCharsets.UTF_8));
                var writer = Files.newBufferedWriter(log)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var masked = secrets.mask(line);
                writer.write(masked + "\n");
                remember(masked);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void remember(String line) {
        if (complaints.size() == REMEMBERED_LINES) {
            complaints.removeFirst();
        }
        complaints.addLast(line);
    }

    /** The file its standard output goes to. */
    public Path output() {
        return output;
    }

    /** Its last lines on standard error. */
    public synchronized String complaints() {
        return String.join("\n", complaints);
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /**
     * Waits for it to end by itself, and to have ended well.
     *
     * @throws AssertionError if it is still running then, with what it said last
     */
    public void awaitSuccess(Duration within) {
        int code = awaitExit(within);
        if (code != 0) {
            throw new AssertionError(name + " ended with " + code + ": " + complaints());
        }
    }

    /**
     * Waits for it to end by itself.
     *
     * @return its exit code
     */
    public int awaitExit(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
                throw new AssertionError(
                        name + " still runs after " + within.toSeconds() + " s: " + complaints());
            }
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
