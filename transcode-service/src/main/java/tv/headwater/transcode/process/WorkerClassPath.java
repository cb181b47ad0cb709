package tv.headwater.transcode.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Where a worker's JVM finds its classes. */
final class WorkerClassPath {

    private static final String CLASSES = "BOOT-INF/classes/";
    private static final String LIBRARIES = "BOOT-INF/lib/";

    /** Of the libraries in an executable jar, what a worker needs. */
    private static final List<String> NEEDED =
            List.of("contract-", "jackson-", "javacpp-", "ffmpeg-");

    private WorkerClassPath() {}

    /**
     * This process's own class path, with absolute paths. If that is Spring Boot's executable jar, what a worker needs of it is
     * unpacked: Boot's loader would start each worker in its stead, but in one and a half times the time.
     *
     * @param own this process's class path
     * @param directory for what is unpacked
     */
    static String find(String own, Path directory) throws IOException {
        List<String> entries = new ArrayList<>();
        for (var entry : own.split(File.pathSeparator, -1)) {
            if (!entry.isEmpty()) {
                entries.add(Path.of(entry).toAbsolutePath().toString());
            }
        }
        if (entries.size() == 1 && Files.isRegularFile(Path.of(entries.getFirst()))) {
            try (var jar = new JarFile(entries.getFirst())) {
                if (jar.getEntry(LIBRARIES) != null) {
                    entries = unpack(jar, directory);
                }
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static List<String> unpack(JarFile jar, Path directory) throws IOException {
        var classes = directory.resolve("classes.jar");
        List<String> unpacked = new ArrayList<>(List.of(classes.toString()));
        try (var out = new ZipOutputStream(Files.newOutputStream(classes))) {
            out.setLevel(0);
            for (var entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                var name = entry.getName();
                if (name.startsWith(CLASSES) && !entry.isDirectory()) {
                    out.putNextEntry(new ZipEntry(name.substring(CLASSES.length())));
                    try (var in = jar.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                } else if (isNeeded(name)) {
                    var library = directory.resolve(name.substring(LIBRARIES.length()));
                    try (var in = jar.getInputStream(entry)) {
                        Files.copy(in, library);
                    }
                    unpacked.add(library.toString());
                }
            }
        }
        return unpacked;
    }

    private static boolean isNeeded(String name) {
        return name.startsWith(LIBRARIES)
                && name.endsWith(".jar")
                && name.indexOf('/', LIBRARIES.length()) < 0
                && NEEDED.stream().anyMatch(prefix -> name.startsWith(prefix, LIBRARIES.length()));
    }
}
