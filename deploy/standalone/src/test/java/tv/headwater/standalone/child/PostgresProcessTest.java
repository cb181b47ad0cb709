package tv.headwater.standalone.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresProcessTest {

    @TempDir Path directory;

    @Test
    void keepsItsRowsAcrossStopAndKill() throws Exception {
        try (var postgres = postgres()) {
            postgres.start();
            try (var connection = connect(postgres);
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE word (text varchar)");
                statement.execute("INSERT INTO word VALUES ('first')");
            }
            postgres.stop();
            assertThatThrownBy(() -> connect(postgres)).isInstanceOf(SQLException.class);

            postgres.start();
            try (var connection = connect(postgres);
                    var statement = connection.createStatement()) {
                statement.execute("INSERT INTO word VALUES ('second')");
            }
            postgres.kill();

            postgres.start();
            try (var connection = connect(postgres);
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT string_agg(text, ' ') FROM word")) {
                rows.next();
                assertThat(rows.getString(1)).isEqualTo("first second");
            }
        }
    }

    @Test
    void isDurableCheckedAndClosedToStrangers() throws Exception {
        try (var postgres = postgres()) {
            postgres.start();
            try (var connection = connect(postgres)) {
                assertThat(value(connection, "SHOW fsync")).isEqualTo("on");
                assertThat(value(connection, "SHOW data_checksums")).isEqualTo("on");
                assertThat(value(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = user"))
                        .isEqualTo("f");
            }
            assertThatThrownBy(() ->
                            DriverManager.getConnection(
                                    postgres.jdbcUrl(), postgres.user(), "guess"))
                    .hasMessageContaining("password authentication failed");
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(home().resolve("password"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void refusesADirectoryOfAnotherMajorVersion() throws Exception {
        Files.createDirectories(home().resolve("cluster"));
        Files.writeString(home().resolve("cluster/PG_VERSION"), "12\n");
        assertThatIOException()
                .isThrownBy(() -> postgres().start())
                .withMessageContaining("was written by PostgreSQL 12, but this is PostgreSQL 18");
    }

    @Test
    void saysWhereToLookWhenItCannotStart() throws Exception {
        Files.createDirectories(home().resolve("cluster"));
        assertThatIOException()
                .isThrownBy(() -> postgres().start())
                .withMessageMatching("PostgreSQL ended with \\d+; see .*postgres.log");
    }

    private Path home() {
        return directory.resolve("postgres");
    }

    private PostgresProcess postgres() throws IOException {
        return new PostgresProcess(home(), directory.resolve("postgres.log"), FreePorts.next());
    }

    private static Connection connect(PostgresProcess postgres) throws SQLException, IOException {
        return DriverManager.getConnection(
                postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static String value(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
