package tv.headwater.standalone.child;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program that outlives neither its launcher nor a Ctrl-C meant for it. One platform thread of its own starts it and stays until
 * it ends: Linux sends the parent-death signal when the starting <em>thread</em> dies.
 */
public final class ChildProcess {

    /** A log larger than this is set aside, replacing the one before it, when a program starts. */
    private static final long MAX_LOG_LENGTH = 8L << 20;

    private static final Set<String> PASSED_ON =
            Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH");

    private final String name;
    private final Process process;

    private ChildProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts a program in a session of its own.
     *
     * @param whenOrphaned the signal, such as {@code TERM}, it gets when this JVM dies without stopping it (Linux)
     * @param environment variables on top of the few that are passed on; secrets of the launcher are not
     * @param log where its output goes, appended
     */
    public static ChildProcess start(
            String name,
            List<String> command,
            Map<String, String> environment,
            String whenOrphaned,
            Path log)
            throws IOException {
        setAside(log);
        var builder =
                new ProcessBuilder(Detachment.detached(command, whenOrphaned))
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(PASSED_ON);
        builder.environment().putAll(environment);
        var started = new CompletableFuture<Process>();
        Thread.ofPlatform().name("child-" + name).daemon().start(() -> watch(builder, started));
        try {
            return new ChildProcess(name, started.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting " + name, e);
        } catch (ExecutionException e) {
            throw new IOException("cannot start " + name, e.getCause());
        }
    }

    private static void watch(ProcessBuilder builder, CompletableFuture<Process> started) {
        try {
            var process = builder.start();
            started.complete(process);
            process.waitFor();
        } catch (IOException | InterruptedException e) {
            started.completeExceptionally(e);
        }
    }

    private static void setAside(Path log) throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        if (Files.exists(log) && Files.size(log) > MAX_LOG_LENGTH) {
            Files.move(
                    log,
                    log.resolveSibling(log.getFileName() + ".1"),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Completes with the exit code when the program ends, however it does. */
    public CompletableFuture<Integer> ended() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** Waits for the program's own end and returns its exit code; kills it and throws when the limit passes first. */
    int await(Duration limit) throws IOException {
        try {
            return ended().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            kill();
            throw new IOException(name + " did not end within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
            throw new IOException("interrupted while waiting for " + name, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Asks the program to end and waits; kills it when it has not within {@code limit}.
     *
     * @return whether it ended by itself
     */
    public boolean stop(String signal, Duration limit) {
        if (!alive()) {
            return true;
        }
        Signals.send(process.toHandle(), signal);
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill();
        return false;
    }

    /** Kills the program and everything it started, as {@code kill -9} does, and waits until they are gone. */
    public void kill() {
        var all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(handle -> handle.onExit().join());
        process.onExit().join();
    }
}
