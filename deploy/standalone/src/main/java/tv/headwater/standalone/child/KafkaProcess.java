package tv.headwater.standalone.child;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker on loopback, its own controller (KRaft), in a JVM of its own: inside the launcher's it would double the time
 * of a hop. May be stopped and started again; not safe for use by several threads.
 */
public final class KafkaProcess implements AutoCloseable {

    private static final Duration FORMAT_LIMIT = Duration.ofMinutes(1);
    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final int CONNECT_TIMEOUT_MS = 500;

    private static final List<String> FLAGS =
            List.of(
                    "-Xms48m",
                    "-Xmx256m",
                    "-Xss512k",
                    "-XX:+UseSerialGC",
                    "-XX:MaxDirectMemorySize=96m",
                    "-XX:ReservedCodeCacheSize=64m",
                    "-XX:+ExitOnOutOfMemoryError",
                    "-XX:-UsePerfData",
                    "-Djava.awt.headless=true",
                    "-Dlogback.configurationFile=kafka-logback.xml",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    private final Path directory;
    private final Path log;
    private final int port;
    private final int controllerPort;
    private @Nullable ChildProcess process;

    /**
     * @param directory keeps the records from one start to the next
     * @param log the broker's log file
     * @param controllerPort where the broker's own controller listens; any free port, and not the same one each time
     */
    public KafkaProcess(Path directory, Path log, int port, int controllerPort) {
        this.directory = directory.toAbsolutePath();
        this.log = log.toAbsolutePath();
        this.port = port;
        this.controllerPort = controllerPort;
    }

    /**
     * Starts the broker and waits until it takes connections; formats its storage first where the directory is new.
     *
     * @throws IOException with a sentence that says what is wrong
     */
    public void start() throws IOException {
        Files.createDirectories(directory);
        Stray.end(directory, "kafka.pid", "kafka.Kafka", "TERM", STOP_LIMIT);
        var settings = directory.resolve("server.properties");
        Files.write(settings, settings());
        if (!Files.exists(directory.resolve("records/meta.properties"))) {
            format(settings);
        }
        var started =
                run(
                        "Kafka",
                        "TERM",
                        // Written when the broker first ends, and again whenever it no longer fits:
                        // it halves the time of a start.
                        "-XX:+AutoCreateSharedArchive",
                        "-XX:SharedArchiveFile=" + directory.resolve("classes.jsa"),
                        "-Xlog:disable",
                        "kafka.Kafka",
                        settings.toString());
        process = started;
        Files.writeString(directory.resolve("kafka.pid"), started.pid() + "\n");
        try {
            Readiness.await("Kafka", started, START_LIMIT, log, this::connects);
        } catch (IOException e) {
            stop();
            throw e;
        }
    }

    /** Ends the broker in order, so that the next start need not wait for its old session; returns when it is gone. */
    public void stop() {
        if (process != null) {
            process.stop("TERM", STOP_LIMIT);
            process = null;
        }
    }

    /** Ends the broker as {@code kill -9} does. */
    public void kill() {
        if (process != null) {
            process.kill();
            process = null;
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** The running program, if it was started and not yet stopped. */
    public @Nullable ChildProcess process() {
        return process;
    }

    /** What clients take as {@code bootstrap.servers}. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    private void format(Path settings) throws IOException {
        var uuid = UUID.randomUUID();
        var bytes =
                ByteBuffer.allocate(16)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .array();
        var id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        // "=" keeps an id that begins with a dash from being read as an option.
        var code =
                run(
                                "Kafka's storage tool",
                                "KILL",
                                "kafka.tools.StorageTool",
                                "format",
                                "--ignore-formatted",
                                "--cluster-id=" + id,
                                "--config=" + settings)
                        .await(FORMAT_LIMIT);
        if (code != 0) {
            throw new IOException("Kafka's storage tool ended with " + code + "; see " + console());
        }
    }

    private ChildProcess run(String name, String whenOrphaned, String... moreFlagsAndMain)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add("-Dheadwater.log=" + log);
        command.addAll(List.of(moreFlagsAndMain));
        return ChildProcess.start(
                name,
                command,
                Map.of("CLASSPATH", System.getProperty("java.class.path")),
                whenOrphaned,
                console());
    }

    private Path console() {
        return log.resolveSibling("kafka-console.log");
    }

    private @Nullable Boolean connects() {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
                    CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return null;
        }
    }

    private List<String> settings() {
        return List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "listeners=PLAINTEXT://127.0.0.1:"
                        + port
                        + ",CONTROLLER://127.0.0.1:"
                        + controllerPort,
                "advertised.listeners=PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names=CONTROLLER",
                "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                "log.dirs=" + directory.resolve("records"),
                "auto.create.topics.enable=false",
                "default.replication.factor=1",
                "offsets.topic.num.partitions=1",
                "offsets.topic.replication.factor=1",
                "offsets.topic.segment.bytes=8388608",
                "transaction.state.log.num.partitions=1",
                "transaction.state.log.replication.factor=1",
                "transaction.state.log.min.isr=1",
                "transaction.state.log.segment.bytes=8388608",
                "share.coordinator.state.topic.num.partitions=1",
                "share.coordinator.state.topic.replication.factor=1",
                "share.coordinator.state.topic.min.isr=1",
                "group.initial.rebalance.delay.ms=0",
                "group.min.session.timeout.ms=1000",
                "group.consumer.min.session.timeout.ms=1000",
                "group.consumer.min.heartbeat.interval.ms=250",
                "broker.session.timeout.ms=3000",
                "broker.heartbeat.interval.ms=500",
                "controlled.shutdown.enable=true",
                "num.network.threads=2",
                "num.io.threads=4",
                "background.threads=2",
                "num.recovery.threads.per.data.dir=2",
                "log.cleaner.threads=1",
                "log.cleaner.dedupe.buffer.size=8388608",
                "log.cleaner.io.buffer.size=131072",
                "log.index.size.max.bytes=1048576",
                "log.retention.check.interval.ms=30000",
                // The media topics bound their time; this bounds a lane's size: 15 minutes of 38
                // Mbit/s.
                "log.retention.bytes=4294967296",
                "metadata.log.segment.bytes=8388608",
                "metadata.max.retention.bytes=33554432");
    }
}
