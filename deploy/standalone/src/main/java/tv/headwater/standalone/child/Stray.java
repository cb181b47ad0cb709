package tv.headwater.standalone.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program of a launcher that was killed, still on its way out and holding the directory. */
final class Stray {

    private Stray() {}

    /**
     * Ends the program whose number is the first line of {@code directory}'s {@code pidFile}, if it still runs and its command line
     * has both {@code word} and the directory in it, and waits until it is gone.
     */
    static void end(Path directory, String pidFile, String word, String signal, Duration limit)
            throws IOException {
        var file = directory.resolve(pidFile);
        if (!Files.exists(file)) {
            return;
        }
        var process = number(Files.readString(file)).flatMap(ProcessHandle::of);
        if (process.isEmpty() || !isOurs(process.get(), word, directory)) {
            return;
        }
        Signals.send(process.get(), signal);
        try {
            process.get().onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    word
                            + " of an earlier start (process "
                            + process.get().pid()
                            + ") does not end within "
                            + limit.toSeconds()
                            + " s",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for an earlier " + word, e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static java.util.Optional<Long> number(String content) {
        var first = content.lines().findFirst().orElse("").strip();
        return first.matches("\\d{1,18}")
                ? java.util.Optional.of(Long.parseLong(first))
                : java.util.Optional.empty();
    }

    private static boolean isOurs(ProcessHandle process, String word, Path directory) {
        var line = process.info().commandLine().orElse("");
        return line.contains(word) && line.contains(directory.toString());
    }
}
