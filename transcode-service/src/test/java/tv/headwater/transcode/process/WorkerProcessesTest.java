package tv.headwater.transcode.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.transcode.wire.WireMessage;
import tv.headwater.transcode.wire.WorkerJob;
import tv.headwater.transcode.worker.StubbornWorker;
import tv.headwater.transcode.worker.TestWorker;

/** Real processes; the supervisor is this one. */
@Timeout(600)
class WorkerProcessesTest {

    private static final Duration READY = Duration.ofMinutes(2);

    private static final String TEST_WORKER = TestWorker.class.getName();

    @TempDir Path directory;
    private final Heard heard = new Heard();
    private WorkerProcesses workers;

    @BeforeEach
    void open() throws IOException {
        workers = open(0, READY, TEST_WORKER);
    }

    @AfterEach
    void close() {
        workers.close();
        assertThat(workers.count()).isZero();
        assertThat(directory).isEmptyDirectory();
    }

    private WorkerProcesses open(int spares, Duration readyTimeout, String mainClass)
            throws IOException {
        return WorkerProcesses.open(settings(spares, readyTimeout), mainClass);
    }

    private ProcessSettings settings(int spares, Duration readyTimeout) {
        return new ProcessSettings(
                spares,
                readyTimeout,
                Duration.ofSeconds(2),
                DataSize.ofMegabytes(96),
                10,
                null,
                directory,
                List.of());
    }

    private void reopen(int spares, Duration readyTimeout, Class<?> mainClass) throws IOException {
        workers.close();
        workers = open(spares, readyTimeout, mainClass.getName());
    }

    @Test
    void echoesRecordsInOrderAndEndsWhenDrained() throws IOException {
        var worker = workers.start(TestJobs.job(TestWorker.ECHO), heard);
        List<ByteBuffer> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            var record = TestJobs.record(i, 1 + 977 * i);
            sent.add(record.record());
            worker.send(record);
        }
        worker.send(new WireMessage.Shed(Set.of(new Rendition("720p"))));
        worker.send(new WireMessage.Drain());

        assertThat(heard.awaitEnd()).isEqualTo("ended with exit code 0");
        assertThat(heard.records()).isEqualTo(sent);
        assertThat(heard.notes()).containsExactly("shed [720p]", "drained");
        assertThat(heard.all(WireMessage.Progress.class).getLast().decodedPts()).isEqualTo(100);
        assertThat(heard.messages().getLast()).isEqualTo(new WireMessage.Drained());
        assertThatThrownBy(() -> worker.send(new WireMessage.Drain()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void carriesTheGreatestRecordsThatThereAre() throws IOException {
        var worker = workers.start(TestJobs.job(TestWorker.ECHO), heard);
        var greatest =
                TestJobs.record(
                        0, MediaRecordCodec.MAX_RECORD_LENGTH - MediaRecordCodec.HEADER_LENGTH);
        for (int i = 0; i < 5; i++) {
            worker.send(greatest);
        }
        heard.awaitRecords(5);
        assertThat(heard.records()).containsOnly(greatest.record());
        assertThat(heard.ends()).isEmpty();
    }

    @Test
    void saysHowItGoesWithoutBeingAsked() throws IOException {
        var worker = workers.start(TestJobs.job(TestWorker.ECHO), heard);
        await().until(() -> heard.all(WireMessage.Progress.class).size() > 2);
        assertThat(worker.cpu()).isPositive();
        worker.kill();
        heard.awaitEnd();
        assertThat(worker.cpu()).isPositive();
    }

    @Test
    void leavesOutARecordThatIsNone() throws IOException {
        var worker = workers.start(TestJobs.job(TestWorker.ECHO), heard);
        worker.send(new WireMessage.Media(ByteBuffer.allocate(10)));
        worker.send(TestJobs.record(1, 1));
        heard.awaitRecords(1);
        assertThat(heard.notes())
                .containsExactly("record left out: 10 bytes are less than a header of 100");
    }

    @Test
    void tellsOnceThatAWorkerWasKilledBySomebodyElse() throws IOException {
        var worker = workers.start(TestJobs.job(TestWorker.ECHO), heard);
        ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
        assertThat(heard.awaitEnd()).isEqualTo("killed by somebody else (signal 9)");
        worker.kill();
        await().until(() -> workers.count() == 0);
        assertThat(heard.ends()).hasSize(1);
    }

    @Test
    void killsAWorkerThatHangs() throws IOException {
        var worker = workers.start(TestJobs.job(TestWorker.HANG), heard);
        worker.send(TestJobs.record(0, 10));
        heard.awaitRecords(1);
        var filler = TestJobs.record(1, 1 << 20);
        // It reads no more: whoever sends waits, until the kill wakes him.
        var sender =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                while (true) {
                                    worker.send(filler);
                                }
                            } catch (IOException e) {
                                // Gone.
                            }
                        });
        worker.kill();
        int records = heard.records().size();
        assertThat(heard.awaitEnd()).isEqualTo("killed");
        assertThat(heard.records()).hasSize(records);
        await().until(() -> !sender.isAlive());
    }

    @Test
    void aListenerMayKillTheWorkerItHears() throws IOException {
        var kills =
                new WorkerListener() {
                    private volatile Worker worker;
                    private volatile String why;
                    private final AtomicInteger messages = new AtomicInteger();

                    @Override
                    public void on(WireMessage message) {
                        messages.incrementAndGet();
                        await().until(() -> worker != null);
                        worker.kill();
                    }

                    @Override
                    public void exited(String reason) {
                        why = reason;
                    }
                };
        var worker = workers.start(TestJobs.job(TestWorker.ECHO), kills);
        for (int i = 0; i < 20; i++) {
            worker.send(TestJobs.record(i, 10));
        }
        kills.worker = worker;
        await().until(() -> kills.why != null);
        assertThat(kills.messages).hasValue(1);
    }

    @Test
    void whatAWorkerPrintsDoesNoHarm() throws IOException {
        var worker = workers.start(TestJobs.job(TestWorker.GARBAGE), heard);
        worker.send(TestJobs.record(0, 10));
        heard.awaitRecords(1);
        ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
        assertThat(heard.awaitEnd())
                .isEqualTo("killed by somebody else (signal 9); it said last: the last of it");
    }

    @Test
    void tellsOfAFailureInTheWorker() throws IOException {
        workers.start(TestJobs.job(TestWorker.FAIL), heard).send(TestJobs.record(0, 10));
        assertThat(heard.awaitEnd()).isEqualTo("ended with exit code 70");
        assertThat(heard.all(WireMessage.Note.class))
                .anySatisfy(note -> {
                    assertThat(note.level()).isEqualTo(WireMessage.Level.ERROR);
                    assertThat(note.text()).contains("it does not want to", "TestTask");
                });
    }

    @Test
    void tellsOfACrashOfNativeCode() throws IOException {
        workers.start(TestJobs.job(TestWorker.CRASH), heard).send(TestJobs.record(0, 10));
        assertThat(heard.awaitEnd()).startsWith("crashed: SIGSEGV (0xb)").contains("libjnijavacpp");
    }

    @Test
    void aWorkerOutOfMemoryEnds() throws IOException {
        workers.start(TestJobs.job(TestWorker.GREED), heard).send(TestJobs.record(0, 10));
        assertThat(heard.awaitEnd()).startsWith("ended with exit code 3").contains("OutOfMemory");
    }

    @Test
    void aWorkerThatNeverConnectsIsNone() throws IOException {
        reopen(0, Duration.ofSeconds(5), StubbornWorker.Silent.class);
        assertThatThrownBy(() -> workers.start(TestJobs.job(TestWorker.ECHO), heard))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not ready within 5000 ms")
                .hasMessageContaining("I stay at home");
        assertThat(heard.ends()).isEmpty();
        await().until(() -> workers.count() == 0);
    }

    @Test
    void aWorkerThatEndsBeforeItConnectsIsNone() throws IOException {
        reopen(0, READY, StubbornWorker.Quitter.class);
        assertThatThrownBy(() -> workers.start(TestJobs.job(TestWorker.ECHO), heard))
                .isInstanceOf(IOException.class)
                .hasMessageMatching(
                        "worker \\d+ ended with exit code 3; it said last: no such library");
    }

    @Test
    void aWrongTokenOpensNothing() throws IOException {
        reopen(0, Duration.ofSeconds(10), StubbornWorker.Intruder.class);
        assertThatThrownBy(() -> workers.start(TestJobs.job(TestWorker.ECHO), heard))
                .hasMessageContaining("it said last: refused");

        workers.close();
        workers = open(0, READY, TEST_WORKER);
        var worker = workers.start(TestJobs.job(TestWorker.ECHO), heard);
        try (var stranger = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            stranger.write(ByteBuffer.wrap("f".repeat(64).getBytes(StandardCharsets.US_ASCII)));
            assertThat(stranger.read(ByteBuffer.allocate(1))).isNegative();
        }
        worker.send(TestJobs.record(0, 10));
        heard.awaitRecords(1);
    }

    @Test
    void theSocketIsPrivate() throws IOException {
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(socket().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void aPathTooLongForASocketIsRefused() {
        var deep = directory.resolve("d".repeat(100));
        assertThatThrownBy(() ->
                        WorkerProcesses.open(
                                new ProcessSettings(
                                        0,
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(1),
                                        DataSize.ofMegabytes(96),
                                        0,
                                        null,
                                        deep,
                                        List.of())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exceeds 103; choose a shorter directory");
        assertThat(deep).isEmptyDirectory();
        assertThat(deep.toFile().delete()).isTrue();
    }

    private Path socket() throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("workers")).findFirst().orElseThrow();
        }
    }

    @Test
    void sparesAreTakenAndReplaced() throws IOException {
        reopen(2, READY, TestWorker.class);
        await().until(() -> workers.readySpares() == 2);
        var spares = children();
        var worker = workers.start(TestJobs.job(TestWorker.ECHO), heard);
        assertThat(spares).contains(worker.pid());
        await().until(() -> workers.readySpares() == 2);
        assertThat(workers.count()).isEqualTo(3);
    }

    @Test
    void aSpareThatDiesIsReplaced() throws IOException {
        reopen(1, READY, TestWorker.class);
        await().until(() -> workers.readySpares() == 1);
        long first = children().getFirst();
        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        await().atMost(READY)
                .until(() -> workers.readySpares() == 1 && !children().contains(first));
        workers.start(TestJobs.job(TestWorker.ECHO), heard).send(TestJobs.record(0, 1));
        heard.awaitRecords(1);
    }

    @Test
    void sparesThatNeverStartAreTriedAgainButNotInALoop() throws IOException {
        reopen(2, READY, StubbornWorker.Quitter.class);
        await().until(() -> workers.count() == 0);
        assertThatThrownBy(() -> workers.start(TestJobs.job(TestWorker.ECHO), heard))
                .hasMessageContaining("no such library");
    }

    @Test
    void postersHaveALowerPriority() throws IOException {
        var worker = workers.start(new WorkerJob.Posters(1000), heard);
        assertThat(nice(worker.pid()) - nice(ProcessHandle.current().pid())).isEqualTo(10);
    }

    /** Field 19 of proc(5)'s stat. */
    private static int nice(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }

    @Test
    void closingEndsAllAndStartsNoMore() throws IOException {
        reopen(1, READY, TestWorker.class);
        workers.start(TestJobs.job(TestWorker.HANG), heard).send(TestJobs.record(0, 1));
        heard.awaitRecords(1);
        workers.close();
        assertThat(heard.awaitEnd()).isEqualTo("killed");
        assertThat(children()).isEmpty();
        assertThatThrownBy(() -> workers.start(TestJobs.job(TestWorker.ECHO), heard))
                .hasMessage("no workers are started any more");
    }

    /** A quarter of them at work, the others at any moment of their start; {@code -Dheadwater.starts=200} for more. */
    @Test
    void manyStartsAndKillsLeaveNothing() throws Exception {
        startAndKill(2);
        workers.close();
        long files = openFiles();
        for (int starts = 0; starts < Integer.getInteger("headwater.starts", 60); starts += 20) {
            workers = open(15, READY, TEST_WORKER);
            startAndKill(5);
            workers.close();
        }
        assertThat(directory).isEmptyDirectory();
        await().untilAsserted(() -> assertThat(openFiles()).isLessThanOrEqualTo(files));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("worker-"));
        assertThat(children()).isEmpty();
    }

    private void startAndKill(int count) throws Exception {
        var heards = IntStream.range(0, count).mapToObj(i -> new Heard()).toList();
        var starters =
                heards.stream()
                        .map(one ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            try {
                                                workers.start(TestJobs.job(TestWorker.ECHO), one)
                                                        .kill();
                                            } catch (IOException e) {
                                                throw new AssertionError(e);
                                            }
                                        }))
                        .toList();
        for (var starter : starters) {
            starter.join();
        }
        heards.forEach(one -> assertThat(one.awaitEnd()).isEqualTo("killed"));
    }

    private static List<Long> children() {
        return ProcessHandle.current().children().map(ProcessHandle::pid).toList();
    }

    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
