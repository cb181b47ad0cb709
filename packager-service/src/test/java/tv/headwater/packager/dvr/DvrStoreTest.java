package tv.headwater.packager.dvr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.contract.id.Rendition;
import tv.headwater.packager.segment.MediaSegment;

class DvrStoreTest {

    @TempDir Path directory;

    @Test
    void givesBackWhatItWasGiven() throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            Disk.REAL.forEach(disk::write);
            assertHasReal(disk);
            disk.reopen(Disk.LIMITS);
            assertHasReal(disk);
            disk.crash();
            disk.reopen(Disk.LIMITS);
            assertHasReal(disk);
            assertThat(disk.counted("corrupt")).isZero();
            assertThat(disk.store.held())
                    .containsExactly(new RenditionKey(Disk.STREAM, Disk.SOURCE));
            assertThat(disk.store.bytes()).isEqualTo(onDisk());
        }
    }

    private static void assertHasReal(Disk disk) {
        assertThat(Disk.REAL).hasSizeGreaterThan(2);
        assertThat(disk.index().size()).isEqualTo(Disk.REAL.size());
        for (var segment : Disk.REAL) {
            assertThat(disk.index().find(segment.msn()))
                    .contains(StoredSegment.of(segment, segment.init()));
            assertThat(disk.read(segment.msn()))
                    .isEqualTo(new StoredMedia.Present(segment.bytes()));
        }
    }

    private long onDisk() throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void keepsGapsAndInitSegmentsOfEachDiscontinuity() throws IOException {
        try (var disk = Disk.open(directory, Disk.limits(1 << 20, 1000))) {
            disk.write(Disk.segment(1, 600));
            disk.write(MediaSegment.gap(2, Disk.INIT, 0, 180_000, 0));
            disk.write(Disk.segment(3, 600, Disk.init(8)));
            disk.write(Disk.segment(4, 600, Disk.init(8)));
            disk.reopen(Disk.LIMITS);
            assertThat(disk.volumes()).hasSizeGreaterThan(1);
            assertThat(disk.index().segments())
                    .extracting(StoredSegment::isGap)
                    .containsExactly(false, true, false, false);
            assertThat(disk.index().segments())
                    .extracting(StoredSegment::init)
                    .containsExactly(Disk.INIT, Disk.INIT, Disk.init(8), Disk.init(8));
            assertThat(disk.index().init(8)).contains(Disk.init(8));
        }
    }

    @Test
    void fillsHolesLater() throws IOException {
        try (var disk = Disk.open(directory, Disk.limits(1 << 20, 5000))) {
            disk.write(1, 10, 1000);
            disk.write(20, 25, 1000);
            disk.write(11, 19, 1000);
            var all = LongStream.rangeClosed(1, 25).boxed().toList();
            assertThat(disk.numbers()).isEqualTo(all);
            disk.reopen(Disk.LIMITS);
            assertThat(disk.numbers()).isEqualTo(all);
            assertThat(disk.read(15))
                    .isEqualTo(new StoredMedia.Present(Disk.segment(15, 1000).bytes()));
        }
    }

    @Test
    void theSameAgainIsNothingAndAnotherOneIsRefused() throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            disk.write(1, 3, 1000);
            disk.reopen(Disk.LIMITS);
            long before = disk.store.bytes();
            disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(2, 1000));
            disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(2, 999));
            disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(3, 1000, Disk.init(9)));
            await().atMost(Disk.PATIENCE)
                    .until(() -> disk.counted("dropped", "reason", "conflict") == 2);
            assertThat(disk.counted("segments")).isEqualTo(3);
            assertThat(disk.store.bytes()).isEqualTo(before);
            assertThat(disk.read(2))
                    .isEqualTo(new StoredMedia.Present(Disk.segment(2, 1000).bytes()));
        }
    }

    @Test
    void wholeVolumesExpire() throws IOException {
        try (var disk = Disk.open(directory, Disk.limits(1 << 20, 5000))) {
            disk.write(0, 19, 1000);
            int volumes = disk.volumes().size();
            assertThat(volumes).isGreaterThan(4);
            long limit = disk.index().get(9).endDateTime();
            disk.store.expire(Disk.STREAM, Disk.SOURCE, limit);
            await().atMost(Disk.PATIENCE)
                    .until(() -> disk.counted("volumes.removed", "reason", "expired") > 0);
            await().atMost(Disk.PATIENCE).until(() -> disk.store.bytes() == onDisk());
            assertThat(disk.numbers()).endsWith(10L, 11L, 12L, 13L, 14L, 15L, 16L, 17L, 18L, 19L);
            assertThat(disk.index().size()).isBetween(10, 14);
            assertThat(disk.read(0)).isEqualTo(new StoredMedia.Missing());

            disk.store.expire(Disk.STREAM, Disk.SOURCE, Long.MAX_VALUE);
            await().atMost(Disk.PATIENCE).until(() -> disk.store.held().isEmpty());
            assertThat(disk.index().isEmpty()).isTrue();
            disk.write(20, 20, 1000);
            assertThat(disk.read(20)).isInstanceOf(StoredMedia.Present.class);
        }
    }

    @Test
    void aVolumeEndsAfterAnHour() throws IOException {
        try (var disk = Disk.open(directory, Disk.limits(1 << 28, 1 << 26))) {
            disk.write(0, 0, 10);
            disk.write(1799, 1799, 10);
            assertThat(disk.volumes()).hasSize(1);
            disk.write(1800, 1800, 10);
            assertThat(disk.volumes()).hasSize(2);
        }
    }

    @Test
    void overTheLimitTheOldestOfAllGoes() throws IOException {
        try (var disk = Disk.open(directory, Disk.limits(40_000, 5_000))) {
            for (long msn = 0; msn < 10; msn++) {
                disk.store.append(Disk.OTHER, Rendition.AUDIO, Disk.segment(msn, 1000));
            }
            await().atMost(Disk.PATIENCE)
                    .until(() -> disk.store.index(Disk.OTHER, Rendition.AUDIO).size() == 10);
            disk.write(100, 115, 1000);
            assertThat(disk.numbers()).startsWith(100L);
            disk.write(116, 160, 1000);
            assertThat(disk.store.index(Disk.OTHER, Rendition.AUDIO).isEmpty()).isTrue();
            assertThat(disk.index().get(disk.index().size() - 1).msn()).isEqualTo(160);
            assertThat(disk.index().size()).isGreaterThan(15);
            assertThat(disk.store.bytes()).isLessThanOrEqualTo(40_000);
            assertThat(disk.counted("volumes.removed", "reason", "limit")).isGreaterThan(5);
            assertThat(disk.store.state().full()).isFalse();

            disk.reopen(Disk.limits(20_000, 5_000));
            await().atMost(Disk.PATIENCE).until(() -> disk.store.bytes() <= 20_000);
        }
    }

    @Test
    void forgetsAStream() throws IOException {
        try (var disk = Disk.open(directory, Disk.limits(1 << 20, 3000))) {
            disk.write(0, 9, 1000);
            disk.store.append(Disk.OTHER, Disk.SOURCE, Disk.segment(1, 1000));
            disk.store.forget(Disk.STREAM);
            await().atMost(Disk.PATIENCE)
                    .until(() -> !Files.exists(directory.resolve(Disk.STREAM.value())));
            assertThat(disk.index().isEmpty()).isTrue();
            assertThat(disk.read(3)).isEqualTo(new StoredMedia.Missing());
            await().atMost(Disk.PATIENCE)
                    .until(() -> disk.store.index(Disk.OTHER, Disk.SOURCE).size() == 1);
            assertThat(disk.counted("volumes.removed", "reason", "forgotten")).isGreaterThan(2);
        }
    }

    @Test
    void theQueueIsBoundedAndWhatDoesNotFitIsDroppedWhole() throws Exception {
        var mayWrite = new CountDownLatch(1);
        var limits = queueOf(3000);
        try (var disk = new Disk(directory, limits, () -> awaited(mayWrite))) {
            assertThat(disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(1, 3000))).isTrue();
            await().atMost(Disk.PATIENCE).until(() -> queued(disk) == 0);
            var taken =
                    LongStream.rangeClosed(2, 6)
                            .filter(msn ->
                                    disk.store.append(
                                            Disk.STREAM, Disk.SOURCE, Disk.segment(msn, 1000)))
                            .boxed()
                            .toList();
            assertThat(taken).containsExactly(2L, 3L, 4L);
            assertThat(disk.counted("dropped", "reason", "queue")).isEqualTo(2);
            assertThat(queued(disk)).isEqualTo(3000);
            mayWrite.countDown();
            await().atMost(Disk.PATIENCE)
                    .untilAsserted(
                            () -> assertThat(disk.numbers()).containsExactly(1L, 2L, 3L, 4L));
        }
    }

    private static DvrLimits queueOf(long bytes) {
        return new DvrLimits(
                1 << 30, 0, 1 << 20, bytes, 4, 1000, Duration.ofMillis(20), Fsync.SEGMENT);
    }

    private static double queued(Disk disk) {
        return disk.registry.get("headwater.packager.dvr.queue.bytes").gauge().value();
    }

    private static long awaited(CountDownLatch latch) throws IOException {
        try {
            latch.await();
            return Long.MAX_VALUE;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void whatWaitsIsWrittenAtClose() throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            for (long msn = 0; msn < 500; msn++) {
                disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(msn, 5000));
            }
            disk.reopen(Disk.LIMITS);
            assertThat(disk.index().size()).isEqualTo(500);
            assertThat(disk.files(".unfinished")).isEmpty();
            assertThat(disk.files(".index")).hasSameSizeAs(disk.volumes());
        }
    }

    @Test
    void tooManyReadersAreTurnedAway() throws IOException {
        var limits =
                new DvrLimits(
                        1 << 30, 0, 1 << 26, 1 << 26, 1, 2, Duration.ofSeconds(1), Fsync.NEVER);
        try (var disk = Disk.open(directory, limits)) {
            disk.write(1, 1, 20_000_000);
            List<CompletableFuture<StoredMedia>> reads = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                reads.add(disk.store.read(Disk.STREAM, Disk.SOURCE, 1));
            }
            var media = reads.stream().map(CompletableFuture::join).toList();
            assertThat(media).contains(new StoredMedia.Busy());
            assertThat(media).anyMatch(StoredMedia.Present.class::isInstance);
            assertThat(media).noneMatch(StoredMedia.Missing.class::isInstance);
            assertThat(disk.read(1)).isInstanceOf(StoredMedia.Present.class);
        }
    }

    /** Whoever reads what is just being deleted gets it or nothing, but never an error, and never another's bytes. */
    @Test
    void readersAndExpiryMeet() throws IOException {
        try (var disk = Disk.open(directory, Disk.limits(1 << 28, 20_000))) {
            int last = 400;
            disk.write(0, last, 2000);
            var index = disk.index();
            var readers =
                    IntStream.range(0, 4)
                            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> readAll(disk, last)))
                            .toList();
            for (int i = 0; i <= last; i += 10) {
                disk.store.expire(Disk.STREAM, Disk.SOURCE, index.get(i).endDateTime());
                disk.write(last + 1 + i, last + 1 + i, 2000);
            }
            for (var reader : readers) {
                assertThat(reader.join()).isEqualTo(2 * (last + 1));
            }
            assertThat(disk.counted("corrupt")).isZero();
            assertThat(disk.store.state().full()).isFalse();
        }
    }

    private static int readAll(Disk disk, int last) {
        int answers = 0;
        for (int round = 0; round < 2; round++) {
            for (long msn = 0; msn <= last; msn++) {
                switch (disk.read(msn)) {
                    case StoredMedia.Present present -> {
                        assertThat(present.bytes()).isEqualTo(Disk.segment(msn, 2000).bytes());
                        answers++;
                    }
                    case StoredMedia.Missing _ -> answers++;
                    case StoredMedia.Busy _ -> throw new AssertionError("busy");
                }
            }
        }
        return answers;
    }

    @Test
    void aDirectoryHasOneStore() throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            assertThatThrownBy(() -> Disk.open(directory, Disk.LIMITS))
                    .isInstanceOf(IOException.class)
                    .hasMessage("DVR directory " + directory + " is in use by another packager");
            disk.write(1, 1, 10);
        }
        Disk.open(directory, Disk.LIMITS).close();
    }

    @Test
    void limitsAreChecked() {
        assertThatThrownBy(() -> Disk.limits(10, 6))
                .hasMessage("10 bytes are less than two volumes of 6");
        assertThatThrownBy(() -> Disk.limits(10, 0)).hasMessageContaining("volume of 0 bytes");
    }
}
