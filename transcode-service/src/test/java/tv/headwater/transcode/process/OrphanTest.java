package tv.headwater.transcode.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import tv.headwater.transcode.worker.TestWorker;

/** Workers end with their supervisor, also when it has no chance to end them. */
class OrphanTest {

    @TempDir Path directory;

    /** A supervisor with a worker that hangs, one that waits for its next record, and a spare. */
    public static final class Supervisor {
        private Supervisor() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            var settings = settings(Path.of(args[0]));
            var workers = WorkerProcesses.open(settings, TestWorker.class.getName());
            var hanging = new Heard();
            workers.start(TestJobs.job(TestWorker.HANG), hanging).send(TestJobs.record(0, 100));
            workers.start(TestJobs.job(TestWorker.ECHO), new Heard());
            hanging.awaitRecords(1);
            await().until(() -> workers.count() == 3 && workers.readySpares() == 1);
            Files.writeString(Path.of(args[0], "ready"), "");
            Thread.currentThread().join();
        }
    }

    @Test
    void endWithAKilledSupervisor() throws IOException {
        var ready = directory.resolve("ready");
        var supervisor =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Supervisor.class.getName(),
                                directory.toString())
                        .inheritIO()
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        List<ProcessHandle> workers;
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(ready));
            workers = supervisor.descendants().toList();
            assertThat(workers).hasSize(3).allMatch(ProcessHandle::isAlive);
        } finally {
            supervisor.destroyForcibly();
        }

        await("all workers end").until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
        theNextSupervisorClearsUp();
    }

    private void theNextSupervisorClearsUp() throws IOException {
        WorkerProcesses.open(settings(directory).withSpares(0)).close();
        var left = sockets();
        assertThat(left).hasSize(1);
        var longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(1)));
        Files.setLastModifiedTime(left.getFirst(), longAgo);
        try (var running = WorkerProcesses.open(settings(directory).withSpares(0))) {
            assertThat(sockets()).hasSize(1).doesNotContainAnyElementsOf(left);
            Files.setLastModifiedTime(sockets().getFirst(), longAgo);
            WorkerProcesses.open(settings(directory).withSpares(0)).close();
            assertThat(sockets()).hasSize(1);
            assertThat(running.count()).isZero();
        }
        assertThat(sockets()).isEmpty();
    }

    private List<Path> sockets() throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("workers")).toList();
        }
    }

    private static ProcessSettings settings(Path directory) {
        return new ProcessSettings(
                1,
                Duration.ofSeconds(30),
                Duration.ofSeconds(2),
                DataSize.ofMegabytes(96),
                10,
                null,
                directory,
                List.of());
    }
}
