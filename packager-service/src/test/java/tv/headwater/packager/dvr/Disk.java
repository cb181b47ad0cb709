package tv.headwater.packager.dvr;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;

/** A directory with stores opened on it one after another, and segments to put there. */
final class Disk implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(1);
    static final StreamId STREAM = TestMedia.STREAM;
    static final StreamId OTHER = new StreamId("teststream000002");
    static final Rendition SOURCE = Rendition.SOURCE;
    static final DvrLimits LIMITS = limits(1 << 30, 1 << 20);
    static final long SECOND = 1_000_000;

    /** Real ones, from 7 on. */
    static final List<MediaSegment> REAL =
            Packaging.of(
                            new Broadcast()
                                    .session(Broadcast.testMedia(Broadcast.ORIGIN, 1))
                                    .end()
                                    .records())
                    .video();

    static final InitSegment INIT = REAL.getFirst().init();

    final Path directory;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    DvrStore store;

    Disk(Path directory, DvrLimits limits, FreeSpace freeSpace) throws IOException {
        this.directory = directory;
        store = DvrStore.open(directory, limits, freeSpace, Clock.systemUTC(), registry);
    }

    static Disk open(Path directory, DvrLimits limits) throws IOException {
        return new Disk(directory, limits, () -> Long.MAX_VALUE);
    }

    static DvrLimits limits(long maxBytes, long volumeBytes) {
        return new DvrLimits(
                maxBytes, 0, volumeBytes, 1 << 26, 4, 1000, Duration.ofMillis(20), Fsync.ROLL);
    }

    /** Two seconds long, its bytes following from its number. */
    static MediaSegment segment(long msn, int size) {
        return segment(msn, size, INIT);
    }

    static MediaSegment segment(long msn, int size, InitSegment init) {
        var bytes = new byte[size];
        new Random(msn).nextBytes(bytes);
        return new MediaSegment(
                msn,
                init,
                msn * 180_000,
                180_000,
                TestMedia.WALL_CLOCK + msn * 2 * SECOND,
                60,
                true,
                List.of(),
                List.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
    }

    static InitSegment init(long number) {
        return new InitSegment(
                number,
                INIT.origin(),
                number,
                INIT.track(),
                INIT.timescale(),
                INIT.codecs(),
                INIT.partTarget(),
                INIT.bytes());
    }

    void write(long first, long last, int size) {
        for (long msn = first; msn <= last; msn++) {
            write(segment(msn, size));
        }
    }

    void write(MediaSegment segment) {
        store.append(STREAM, SOURCE, segment);
        await("segment " + segment.msn() + " is on disk")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> index().find(segment.msn()).isPresent());
    }

    DvrIndex index() {
        return store.index(STREAM, SOURCE);
    }

    List<Long> numbers() {
        return index().segments().map(StoredSegment::msn).toList();
    }

    StoredMedia read(long msn) {
        return store.read(STREAM, SOURCE, msn).join();
    }

    void reopen(DvrLimits limits) throws IOException {
        store.close();
        store = DvrStore.open(directory, limits, () -> Long.MAX_VALUE, Clock.systemUTC(), registry);
    }

    double counted(String name, String... tags) {
        return registry.get("headwater.packager.dvr." + name).tags(tags).counter().count();
    }

    /** All volumes of the source, oldest first. */
    List<Path> volumes() throws IOException {
        return files(".v1");
    }

    List<Path> files(String extension) throws IOException {
        var rendition = directory.resolve(STREAM.value()).resolve(SOURCE.value());
        if (!Files.exists(rendition)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(rendition)) {
            return files.filter(file -> file.toString().endsWith(extension)).sorted().toList();
        }
    }

    /** What is left of a store that was killed: its files without an index of the newest volume. */
    void crash() throws IOException {
        store.close();
        Files.delete(files(".index").getLast());
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
