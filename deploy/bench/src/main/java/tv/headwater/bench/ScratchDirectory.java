package tv.headwater.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where a bench has its files while it runs. */
public record ScratchDirectory(Path path) implements AutoCloseable {

    public static ScratchDirectory make() throws IOException {
        return new ScratchDirectory(Files.createTempDirectory("headwater-bench"));
    }

    @Override
    public void close() throws IOException {
        try (var all = Files.walk(path)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
