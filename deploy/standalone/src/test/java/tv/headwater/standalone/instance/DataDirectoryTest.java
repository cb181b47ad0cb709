package tv.headwater.standalone.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir Path parent;

    @Test
    void isHeldByOneLauncherAtATime() throws Exception {
        var root = parent.resolve("data");
        try (var first = DataDirectory.open(root)) {
            RunningInstance.in(first.root()).announce(new Ports(7));
            assertThatIOException()
                    .isThrownBy(() -> DataDirectory.open(root))
                    .withMessageContaining(
                            "Headwater already runs on %s (process %d)"
                                    .formatted(root, ProcessHandle.current().pid()));
        }
        try (var again = DataDirectory.open(root)) {
            assertThat(again.logs()).isDirectory();
        }
    }

    @Test
    void cannotLieWhereNothingCanBeWritten() throws Exception {
        var file = Files.createFile(parent.resolve("file"));
        assertThatIOException()
                .isThrownBy(() -> DataDirectory.open(file.resolve("data")))
                .withMessage("cannot write to the data directory " + file.resolve("data"));
    }

    @Test
    void aNoteOfAProcessThatIsGoneOrAnotherMeansNothingRuns() throws Exception {
        assertThat(status()).contains("does not run");
        Files.writeString(parent.resolve("instance"), "not a note");
        assertThat(status()).contains("does not run");
        Files.writeString(parent.resolve("instance"), ProcessHandle.current().pid() + " 12345 0\n");
        assertThat(status()).contains("does not run");
    }

    @Test
    void statusNamesWhatDoesNotAnswer() throws Exception {
        RunningInstance.in(parent).announce(new Ports(45_991));
        assertThat(status())
                .contains("as process " + ProcessHandle.current().pid())
                .containsPattern("gateway +port 54071 +DOWN");
    }

    private String status() throws InterruptedException {
        var out = new ByteArrayOutputStream();
        RunningInstance.in(parent).printStatus(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
