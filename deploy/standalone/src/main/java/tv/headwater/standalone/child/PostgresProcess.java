package tv.headwater.standalone.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL on loopback: initialised once with data checksums, durable (fsync is on), with a database and an owner of its
 * own and generated passwords in files only their owner reads. May be stopped and started again; not safe for use by several threads.
 */
public final class PostgresProcess implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final String DATABASE = "headwater";
    private static final String USER = "headwater";
    private static final Duration INIT_LIMIT = Duration.ofMinutes(2);

    /** Long, since a start may have to replay the write-ahead log first. */
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private final Path directory;
    private final Path cluster;
    private final Path log;
    private final int port;
    private @Nullable ChildProcess process;

    /**
     * @param directory keeps programs, passwords and the database from one start to the next
     * @param log the server's log file
     */
    public PostgresProcess(Path directory, Path log, int port) {
        this.directory = directory.toAbsolutePath();
        this.cluster = this.directory.resolve("cluster");
        this.log = log.toAbsolutePath();
        this.port = port;
    }

    /**
     * Starts the server and waits until it answers; initialises it first where the directory is new.
     *
     * @throws IOException with a sentence that says what is wrong
     */
    public void start() throws IOException {
        Files.createDirectories(directory);
        var programs = PostgresBinaries.unpackUnder(directory);
        refuseAnotherMajorVersion(programs);
        Stray.end(cluster, "postmaster.pid", "postgres", "INT", STOP_LIMIT);
        if (!Files.exists(cluster)) {
            initialise(programs);
        }
        var superuserPassword = superuserPassword();
        var password = password();
        var command = new ArrayList<>(List.of(programs.resolve("bin/postgres").toString()));
        command.addAll(List.of("-D", cluster.toString()));
        settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        // INT is a fast shutdown; TERM would wait for the clients.
        var started =
                ChildProcess.start(
                        "PostgreSQL",
                        Detachment.unprivileged(command, cluster, directory),
                        Map.of(),
                        "INT",
                        log);
        process = started;
        try (var connection = connectOnceUp(started, superuserPassword)) {
            prepareDatabase(connection, password);
        } catch (SQLException e) {
            stop();
            throw new IOException("PostgreSQL refused its own set-up: " + e.getMessage(), e);
        } catch (IOException e) {
            stop();
            throw e;
        }
    }

    /** Ends the server in order; returns when it is gone. Does nothing when it does not run. */
    public void stop() {
        if (process != null) {
            process.stop("INT", STOP_LIMIT);
            process = null;
        }
    }

    /** Ends the server as {@code kill -9} does. */
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

    /** {@code host:port} */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** The services' database. */
    public String jdbcUrl() {
        return "jdbc:postgresql://" + address() + "/" + DATABASE;
    }

    /** The owner of the database; no superuser. */
    public String user() {
        return USER;
    }

    public String password() throws IOException {
        return SecretFile.readOrCreate(directory.resolve("password"));
    }

    private String superuserPassword() throws IOException {
        return SecretFile.readOrCreate(directory.resolve("superuser-password"));
    }

    private Map<String, Object> settings() {
        return Map.ofEntries(
                Map.entry("port", port),
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("unix_socket_directories", ""),
                Map.entry("fsync", "on"),
                Map.entry("max_connections", 60),
                Map.entry("shared_buffers", "64MB"),
                Map.entry("max_wal_size", "256MB"),
                Map.entry("min_wal_size", "32MB"),
                Map.entry("max_parallel_workers_per_gather", 0),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"),
                // A statement may hold what no log should.
                Map.entry("log_min_error_statement", "panic"),
                Map.entry("log_parameter_max_length_on_error", 0));
    }

    private void refuseAnotherMajorVersion(Path programs) throws IOException {
        var file = cluster.resolve("PG_VERSION");
        if (!Files.exists(file)) {
            return;
        }
        var found = Files.readString(file).strip();
        var ours = major(programs);
        if (!found.equals(ours)) {
            throw new IOException(
                    cluster
                            + " was written by PostgreSQL "
                            + found
                            + ", but this is PostgreSQL "
                            + ours
                            + "; start the version that wrote it, or choose another data"
                            + " directory");
        }
    }

    private static String major(Path programs) throws IOException {
        var process =
                new ProcessBuilder(programs.resolve("bin/postgres").toString(), "-V")
                        .redirectErrorStream(true)
                        .start();
        var words =
                new String(
                                process.getInputStream().readAllBytes(),
                                java.nio.charset.StandardCharsets.UTF_8)
                        .strip();
        return words.substring(words.lastIndexOf(' ') + 1).split("\\.", -1)[0];
    }

    private void initialise(Path programs) throws IOException {
        // In a directory beside it, so that an interrupted initialisation is never taken for a
        // database.
        var work = directory.resolve("cluster.new");
        Directories.delete(work);
        superuserPassword();
        var command =
                List.of(
                        programs.resolve("bin/initdb").toString(),
                        "--pgdata=" + work,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + directory.resolve("superuser-password"),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums",
                        "--wal-segsize=8");
        var code =
                ChildProcess.start(
                                "initdb",
                                Detachment.unprivileged(command, cluster, directory),
                                Map.of(),
                                "KILL",
                                log)
                        .await(INIT_LIMIT);
        if (code != 0) {
            throw new IOException("initdb ended with " + code + "; see " + log);
        }
        Files.move(work, cluster);
    }

    private Connection connectOnceUp(ChildProcess started, String superuserPassword)
            throws IOException {
        var login = new Properties();
        login.setProperty("user", SUPERUSER);
        login.setProperty("password", superuserPassword);
        login.setProperty("connectTimeout", "5");
        login.setProperty("socketTimeout", "30");
        var url = "jdbc:postgresql://" + address() + "/postgres";
        return Readiness.await(
                "PostgreSQL",
                started,
                START_LIMIT,
                log,
                () -> {
                    try {
                        return DriverManager.getConnection(url, login);
                    } catch (SQLException e) {
                        if ("28P01".equals(e.getSQLState())) {
                            throw new IOException(
                                    "PostgreSQL refuses the password in "
                                            + directory.resolve("superuser-password"),
                                    e);
                        }
                        return null;
                    }
                });
    }

    private static void prepareDatabase(Connection connection, String password)
            throws SQLException {
        try (var statement = connection.createStatement()) {
            if (isEmpty(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + USER + "'")) {
                statement.execute("CREATE ROLE " + USER + " LOGIN");
            }
            // The password is hexadecimal, so it needs no escaping.
            statement.execute("ALTER ROLE " + USER + " PASSWORD '" + password + "'");
            if (isEmpty(
                    statement, "SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE + " OWNER " + USER);
            }
        }
    }

    private static boolean isEmpty(Statement statement, String query) throws SQLException {
        try (var rows = statement.executeQuery(query)) {
            return !rows.next();
        }
    }
}
