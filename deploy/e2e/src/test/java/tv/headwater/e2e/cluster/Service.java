package tv.headwater.e2e.cluster;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One Headwater service as its own process, with its log in a file that goes on through restarts. */
public final class Service {

    private static final Duration START = Duration.ofMinutes(5);

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final URI management;
    private final Path log;
    private final HttpClient http;
    private @Nullable Process process;
    private boolean ending;

    Service(
            String name,
            List<String> command,
            Map<String, String> environment,
            int managementPort,
            Path log,
            HttpClient http) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.management = URI.create("http://127.0.0.1:" + managementPort);
        this.log = log;
        this.http = http;
    }

    public void start() {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            builder.redirectInput(Path.of("/dev/null").toFile());
            builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            ending = false;
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits until it calls itself ready.
     *
     * @throws AssertionError if it ends, or does not become ready in time, with the end of its log
     */
    public Service awaitReady() {
        try {
            await(name + " is ready")
                    .atMost(START)
                    .pollInterval(Duration.ofMillis(200))
                    .failFast(name + " ended while it started", () -> !process().isAlive())
                    .until(() -> health("readiness") == 200);
            return this;
        } catch (RuntimeException e) {
            throw new AssertionError(e.getMessage() + "\n" + endOfLog(), e);
        }
    }

    /** The status of {@code /actuator/health/{probe}}; 0 if nothing answers. */
    public int health(String probe) {
        return status("/actuator/health/" + probe);
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (UncheckedIOException e) {
            return 0;
        }
    }

    /** What the management port says under a path. */
    public HttpResponse<String> get(String path) {
        var request =
                HttpRequest.newBuilder(management.resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The value of a metric, with its labels in braces if it has any; 0 while there is none. */
    public double metric(String name) {
        return get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(0);
    }

    /**
     * The sum of a metric over all that it is split by.
     *
     * @param labels those that a value must have to count, such as {@code object="media"}
     */
    public double sum(String name, String... labels) {
        return get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** kill -9, and waits until it is gone. */
    public void kill() {
        process().destroyForcibly();
        awaitExit(Duration.ofSeconds(10));
    }

    /** Sends a signal, such as {@code STOP}. */
    public void signal(String signal) {
        Signals.send(signal, process().pid());
    }

    /** The processes it has started, those that used the most CPU time first. */
    public List<ProcessHandle> children() {
        return process()
                .children()
                .sorted(
                        Comparator.comparing(
                                (ProcessHandle child) ->
                                        child.info().totalCpuDuration().orElse(Duration.ZERO),
                                Comparator.reverseOrder()))
                .toList();
    }

    /** SIGTERM. */
    public void terminate() {
        ending = true;
        process().destroy();
    }

    /** Whether it runs although it was told to end. */
    public boolean isEnding() {
        return isRunning() && ending;
    }

    /** Its exit code; 143 is how a JVM reports that it ended in order on a SIGTERM. */
    public int awaitExit(Duration within) {
        try {
            if (!process().waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(
                        name + " still runs after " + within.toSeconds() + " s\n" + endOfLog());
            }
            return process().exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Resident memory in KiB. */
    public long residentKib() {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(process().pid()), "status"))
                    .stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many file descriptors it has open. */
    public int openFiles() {
        try (var files = Files.list(Path.of("/proc", String.valueOf(process().pid()), "fd"))) {
            return (int) files.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    void destroy() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private Process process() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    /** Its log so far, of all its lives. */
    public List<String> log() {
        try {
            return Files.exists(log) ? new ArrayList<>(Files.readAllLines(log)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String endOfLog() {
        var lines = log();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }

    @Override
    public String toString() {
        return name;
    }
}
