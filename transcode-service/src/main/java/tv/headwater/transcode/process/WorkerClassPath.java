package tv.headwater.transcode.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a worker's JVM finds its classes. */
final class WorkerClassPath {

    private WorkerClassPath() {}

    static String find(String own, ProcessSettings settings) {
        List<String> entries = new ArrayList<>();
        for (var entry : own.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry).toAbsolutePath().toString());
            }
        }
        return String.join(File.pathSeparator, entries);
    }
}
