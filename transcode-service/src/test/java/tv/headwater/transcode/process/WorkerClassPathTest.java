package tv.headwater.transcode.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.worker.TranscodeWorker;

class WorkerClassPathTest {

    @TempDir Path directory;

    @Test
    void aPlainOneIsTakenAsItIs() throws IOException {
        var own = String.join(File.pathSeparator, "target/classes", "/lib/a.jar", "");
        assertThat(WorkerClassPath.find(own, directory))
                .isEqualTo(
                        Path.of("target/classes").toAbsolutePath()
                                + File.pathSeparator
                                + "/lib/a.jar");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void workersStartFromAnExecutableJar() throws Exception {
        var jar = executableJar();
        var settings = ProcessSettings.usual().withSpares(0);
        try (var workers =
                WorkerProcesses.open(settings, jar.toString(), TranscodeWorker.class.getName())) {
            var why = new AtomicReference<String>();
            workers.start(
                            TestJobs.job(""),
                            new WorkerListener() {
                                @Override
                                public void on(WireMessage message) {}

                                @Override
                                public void exited(String reason) {
                                    why.set(reason);
                                }
                            })
                    .send(new WireMessage.Drain());
            Awaitility.await().until(() -> why.get() != null);
            assertThat(why.get()).isEqualTo("ended with exit code 0");
        }
    }

    /** This module as Spring Boot packs it. */
    private Path executableJar() throws IOException {
        var jar = directory.resolve("exec.jar");
        try (var out = new ZipOutputStream(Files.newOutputStream(jar))) {
            out.setLevel(0);
            out.putNextEntry(new ZipEntry("BOOT-INF/lib/"));
            for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
                var path = Path.of(entry);
                if (path.endsWith("target/classes")) {
                    pack(path, out);
                } else if (Files.isRegularFile(path)) {
                    out.putNextEntry(new ZipEntry("BOOT-INF/lib/" + path.getFileName()));
                    Files.copy(path, out);
                }
            }
        }
        return jar;
    }

    private static void pack(Path classes, ZipOutputStream out) throws IOException {
        try (var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new ZipEntry("BOOT-INF/classes/" + classes.relativize(file)));
                Files.copy(file, out);
            }
        }
    }
}
