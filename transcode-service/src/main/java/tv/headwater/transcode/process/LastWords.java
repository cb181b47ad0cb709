package tv.headwater.transcode.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads away what a worker prints, and remembers what may explain its end: the last line, or what the JVM says of a crash. */
final class LastWords {

    /** Of a line that is remembered. */
    private static final int MAX_LINE = 300;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final InputStream printed;
    private final Thread reader;
    private volatile @Nullable String last;
    private volatile @Nullable String crash;

    LastWords(InputStream printed, long pid) {
        this.printed = printed;
        // Not virtual: reading a pipe holds on to a carrier thread.
        this.reader =
                Thread.ofPlatform().name("worker-" + pid + "-printed").daemon().start(this::read);
    }

    private void read() {
        var line = new byte[MAX_LINE];
        int length = 0;
        var chunk = new byte[4096];
        try (printed) {
            int count;
            while ((count = printed.read(chunk)) >= 0) {
                for (int i = 0; i < count; i++) {
                    if (chunk[i] == '\n') {
                        remember(new String(line, 0, length, StandardCharsets.UTF_8));
                        length = 0;
                    } else if (length < MAX_LINE) {
                        line[length++] = chunk[i];
                    }
                }
            }
        } catch (IOException e) {
            remember("(what it printed could not be read: " + e.getMessage() + ")");
        }
        remember(new String(line, 0, length, StandardCharsets.UTF_8));
    }

    private void remember(String line) {
        var text = line.replaceAll("\\p{Cntrl}", " ").strip();
        if (text.isEmpty() || text.equals("#")) {
            return;
        }
        if (text.startsWith("#  SIG")
                || text.startsWith("#  EXCEPTION")
                || text.startsWith("#  Internal Error")) {
            crash = text.substring(1).strip();
        } else if (crash != null && text.startsWith("# C  [")) {
            crash = crash + " in " + text.substring("# C  ".length());
        }
        last = text;
    }

    /** Waits for the end of what it prints, but not long: somebody else may hold its output open. */
    void await() {
        try {
            reader.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last line; null if it printed nothing. */
    @Nullable String last() {
        return last;
    }

    /** What the JVM said of its crash; null if it did not. */
    @Nullable String crash() {
        return crash;
    }
}
