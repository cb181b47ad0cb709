package tv.headwater.packager.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A program of this machine, run to its end. */
public final class Program {

    private Program() {}

    /** What it prints, warnings and errors among it; fails if it does. */
    public static List<String> run(Path directory, String... command)
            throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        try (var reader = process.inputReader()) {
            var lines = reader.lines().toList();
            assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
            return lines;
        }
    }
}
