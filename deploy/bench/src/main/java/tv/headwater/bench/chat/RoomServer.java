package tv.headwater.bench.chat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.logging.LoggingSystem;
import tv.headwater.bench.BenchFailure;
import tv.headwater.bench.Stores;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.KafkaSettings;

/**
 * A server with one room, as a process of its own, so that its CPU time is its own.
 *
 * @param name for the table
 */
record RoomServer(String name, Process process, int port, Dialect dialect)
        implements AutoCloseable {

    private static final Duration STOPPED = Duration.ofSeconds(20);
    private static final StreamId STREAM = new StreamId("benchroombenchro");

    /** The same for both, as a service has it. */
    private static final List<String> JVM =
            List.of(
                    "-Xmx512m",
                    "-XX:+UseG1GC",
                    "-XX:+UseCompactObjectHeaders",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow",
                    "-Dlogback.configurationFile=bench-logback.xml",
                    "-D" + LoggingSystem.SYSTEM_PROPERTY + "=" + LoggingSystem.NONE);

    /** chat-service, with its log and its database. */
    static RoomServer headwater(Stores stores) throws IOException, InterruptedException {
        RoomTopic.announce(KafkaSettings.of(stores.kafka().address()), STREAM);
        var postgres = stores.postgres();
        var builder =
                java(
                        List.of(),
                        ChatUnderTest.class,
                        String.valueOf(stores.ports().offset()),
                        stores.kafka().address(),
                        postgres.jdbcUrl(),
                        postgres.user());
        builder.environment().put(ChatUnderTest.PASSWORD, postgres.password());
        var tickets =
                new Tickets(
                        HttpClient.newHttpClient(),
                        URI.create("http://127.0.0.1:" + stores.ports().chat()),
                        STREAM);
        return started("headwater", builder, new Dialect.Headwater(tickets));
    }

    /** Spring's simple broker over STOMP. */
    static RoomServer stomp(Path directory) throws IOException {
        var jars = bench().resolve("target/spring");
        if (!Files.isDirectory(jars)) {
            throw new BenchFailure("nothing is at " + jars + "; ./headwater build makes it");
        }
        try (var found = Files.list(jars)) {
            var more = found.map(Path::toString).toList();
            return started(
                    "STOMP",
                    java(more, StompRoom.class, directory.toString()),
                    new Dialect.Stomp());
        }
    }

    /** {@code ws} on Node, if it is installed. */
    static Optional<RoomServer> ws() throws IOException {
        var peers = peers();
        if (!Files.isDirectory(peers.resolve("node_modules/ws")) || !hasNode()) {
            return Optional.empty();
        }
        var builder = new ProcessBuilder("node", peers.resolve("room.mjs").toString());
        builder.environment().putAll(Map.of("NODE_ENV", "production"));
        return Optional.of(started("ws", builder, new Dialect.Plain()));
    }

    /** Where what is to be installed of others is. */
    static Path peers() {
        return bench().resolve("peers");
    }

    private static boolean hasNode() throws IOException {
        var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (var directory : path.split(File.pathSeparator, -1)) {
            if (Files.isExecutable(Path.of(directory, "node"))) {
                return true;
            }
        }
        return false;
    }

    /** This module's directory: what runs is in its {@code target}. */
    private static Path bench() {
        var code = RoomServer.class.getProtectionDomain().getCodeSource().getLocation();
        return Path.of(URI.create(code.toString())).toAbsolutePath().resolve("../..").normalize();
    }

    private static ProcessBuilder java(List<String> jars, Class<?> main, String... arguments) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(JVM);
        command.add("-cp");
        var path = new ArrayList<>(List.of(System.getProperty("java.class.path")));
        path.addAll(jars);
        command.add(String.join(File.pathSeparator, path));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static RoomServer started(String name, ProcessBuilder builder, Dialect dialect)
            throws IOException {
        var process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new BufferedReader(process.inputReader(StandardCharsets.US_ASCII)).readLine();
        if (said == null) {
            throw new BenchFailure(name + " did not start");
        }
        return new RoomServer(name, process, Integer.parseInt(said), dialect);
    }

    /** CPU time so far, in seconds. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(STOPPED.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
