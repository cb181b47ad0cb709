package tv.headwater.packager.dvr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DvrFullTest {

    private static final int SIZE = 10_000;
    private static final long MIN_FREE = 100_000;

    @TempDir Path directory;

    private static DvrLimits limits(long minFreeBytes) {
        return new DvrLimits(
                1 << 30, minFreeBytes, 100_000, 1 << 26, 4, 100, Duration.ofMillis(20), Fsync.ROLL);
    }

    @Test
    void keepsFreeWhatItShallAndGoesOnWhenThereIsRoom() throws IOException {
        var free = new AtomicLong(1_000_000);
        try (var disk = new Disk(directory, limits(MIN_FREE), free::get)) {
            disk.write(1, 1, SIZE);
            free.set(MIN_FREE + SIZE - 1);
            disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(2, SIZE));
            await().atMost(Disk.PATIENCE).until(() -> disk.store.state().full());
            assertThat(disk.store.state().reason())
                    .isEqualTo("109999 bytes are free, 110000 are needed");
            assertThat(full(disk)).isEqualTo(1);
            assertThat(disk.counted("dropped", "reason", "full")).isEqualTo(1);
            assertThat(disk.read(1)).isInstanceOf(StoredMedia.Present.class);
            assertThat(disk.index().find(2)).isEmpty();

            free.set(1_000_000);
            await().atMost(Disk.PATIENCE).until(() -> !disk.store.state().full());
            assertThat(full(disk)).isZero();
            disk.write(3, 3, SIZE);
            assertThat(disk.numbers()).containsExactly(1L, 3L);
        }
    }

    private static double full(Disk disk) {
        return disk.registry.get("headwater.packager.dvr.full").gauge().value();
    }

    @Test
    void freeSpaceThatIsUnknownIsNone() throws IOException {
        try (var disk =
                new Disk(
                        directory,
                        limits(0),
                        () -> {
                            throw new IOException("stale handle");
                        })) {
            disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(2, SIZE));
            await().atMost(Disk.PATIENCE).until(() -> disk.store.state().full());
            assertThat(disk.store.state().reason())
                    .isEqualTo("free space is unknown: stale handle");
        }
    }

    /** A real disk of 1 MB, where only root may mount one. */
    @Test
    void survivesARealFullDisk() throws Exception {
        assumeTrue(isDone("mount", "-t", "tmpfs", "-o", "size=1m", "dvr", directory.toString()));
        try {
            fillUp();
        } finally {
            assertThat(isDone("umount", directory.toString())).isTrue();
        }
    }

    private void fillUp() throws IOException {
        // The store believes in endless room, so that writes themselves fail.
        try (var disk = new Disk(directory, limits(0), () -> Long.MAX_VALUE)) {
            long msn = 0;
            while (!disk.store.state().full() && msn < 1000) {
                disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(msn, SIZE));
                long tried = msn;
                await().atMost(Disk.PATIENCE)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() ->
                                disk.index().find(tried).isPresent()
                                        || disk.counted("dropped", "reason", "full") > 0);
                msn++;
            }
            assertThat(disk.store.state().reason()).isNotBlank();
            var written = disk.numbers();
            assertThat(written).hasSizeBetween(80, 105);
            written.forEach(each ->
                    assertThat(disk.read(each))
                            .isEqualTo(new StoredMedia.Present(Disk.segment(each, SIZE).bytes())));

            disk.store.expire(Disk.STREAM, Disk.SOURCE, disk.index().get(30).endDateTime());
            long later = 2000;
            await().atMost(Disk.PATIENCE)
                    .until(() -> {
                        disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(later, SIZE));
                        return disk.index().find(later).isPresent();
                    });
            assertThat(disk.store.state().full()).isFalse();

            disk.reopen(limits(0));
            assertThat(disk.numbers()).contains(written.getLast(), later);
            assertThat(disk.counted("corrupt")).isZero();
            assertThat(disk.read(later)).isInstanceOf(StoredMedia.Present.class);
        }
    }

    @Test
    void opensOnARealFileStore() throws IOException {
        var limits = limits(Files.getFileStore(directory).getTotalSpace());
        var registry = new SimpleMeterRegistry();
        try (var store = DvrStore.open(directory, limits, Clock.systemUTC(), registry)) {
            store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(1, SIZE));
            await().atMost(Disk.PATIENCE).until(() -> store.state().full());
        }
    }

    private static boolean isDone(String... command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
