package tv.headwater.standalone.instance;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a launcher leaves in its data directory about itself, and what another process makes of it. */
public final class RunningInstance {

    private static final int NOT_RUNNING = 3;
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(90);

    private final Path root;

    private RunningInstance(Path root) {
        this.root = root;
    }

    public static RunningInstance in(Path root) {
        return new RunningInstance(root);
    }

    /** Notes that this process runs on the directory, with these ports. */
    public void announce(Ports ports) throws IOException {
        var self = ProcessHandle.current();
        var work = root.resolve("instance.new");
        Files.writeString(work, self.pid() + " " + startedAt(self) + " " + ports.offset() + "\n");
        Files.move(work, file(), StandardCopyOption.REPLACE_EXISTING);
    }

    public void withdraw() throws IOException {
        Files.deleteIfExists(file());
    }

    /** {@code  (process 123)}, or nothing when it is not known. */
    String describe() {
        return found().map(f -> " (process " + f.process().pid() + ")").orElse("");
    }

    /** Prints a line for each part. Exit code 0 when all are up, 1 when one is not, 3 when nothing runs. */
    public int printStatus(PrintStream out) throws InterruptedException {
        var found = found();
        if (found.isEmpty()) {
            out.println("Headwater does not run on " + root + ".");
            return NOT_RUNNING;
        }
        var ports = found.get().ports();
        out.println(
                "Headwater runs on " + root + " as process " + found.get().process().pid() + ".");
        try (var client = HttpClient.newBuilder().connectTimeout(ANSWER_LIMIT).build()) {
            var all = line(out, "PostgreSQL", ports.postgres(), connects(ports.postgres()));
            all &= line(out, "Kafka", ports.kafka(), connects(ports.kafka()));
            all &=
                    line(
                            out,
                            "metadata",
                            ports.metadata(),
                            ready(client, ports.metadataManagement()));
            all &= line(out, "ingest", ports.rtmp(), ready(client, ports.ingestManagement()));
            all &=
                    line(
                            out,
                            "packager",
                            ports.packager(),
                            ready(client, ports.packagerManagement()));
            all &=
                    line(
                            out,
                            "transcoder",
                            ports.transcoderManagement(),
                            ready(client, ports.transcoderManagement()));
            all &= line(out, "edge", ports.edge(), ready(client, ports.edgeManagement()));
            all &= line(out, "chat", ports.chat(), ready(client, ports.chatManagement()));
            all &= line(out, "gateway", ports.gateway(), ready(client, ports.gatewayManagement()));
            return all ? 0 : 1;
        }
    }

    private static boolean line(PrintStream out, String name, int port, boolean up) {
        out.printf("  %-12s port %-6d %s%n", name, port, up ? "up" : "DOWN");
        return up;
    }

    /** Asks it to stop and waits until it has. */
    public int stop(PrintStream out) throws IOException, InterruptedException {
        var found = found();
        if (found.isEmpty()) {
            out.println("Headwater does not run on " + root + ".");
            return 0;
        }
        var process = found.get().process();
        process.destroy();
        try {
            process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException(
                    "process "
                            + process.pid()
                            + " has not stopped within "
                            + STOP_LIMIT.toSeconds()
                            + " s; its logs are in "
                            + root.resolve("logs"),
                    e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        out.println("Headwater stopped.");
        return 0;
    }

    private record Found(ProcessHandle process, Ports ports) {}

    /** The start time tells the launcher from another program that was given its number since. */
    private Optional<Found> found() {
        try {
            var words = Files.readString(file()).strip().split(" ", -1);
            return ProcessHandle.of(Long.parseLong(words[0]))
                    .filter(process -> startedAt(process) == Long.parseLong(words[1]))
                    .map(process -> new Found(process, new Ports(Integer.parseInt(words[2]))));
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private Path file() {
        return root.resolve("instance");
    }

    private static long startedAt(ProcessHandle process) {
        return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }

    private static boolean connects(int port) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    (int) ANSWER_LIMIT.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean ready(HttpClient client, int managementPort)
            throws InterruptedException {
        return Health.isReady(client, managementPort, ANSWER_LIMIT);
    }
}
