package tv.headwater.packager.dvr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class DvrOpeningTest {

    private static final Logger log = LoggerFactory.getLogger(DvrOpeningTest.class);

    private static final int SEGMENTS = 100_000;
    private static final int SIZE = 1000;

    /** About 60 segments a volume, as video of 2 Mbit/s has them. */
    private static final DvrLimits LIMITS = Disk.limits(1 << 30, 65_000);

    @TempDir Path directory;

    /** How long it takes is logged, by its indexes and, after these are lost, by reading it all. */
    @Test
    void findsAHundredThousandSegments() throws IOException {
        try (var disk = Disk.open(directory, LIMITS)) {
            for (int first = 0; first < SEGMENTS; first += 1000) {
                for (int msn = first; msn < first + 1000; msn++) {
                    assertThat(disk.store.append(Disk.STREAM, Disk.SOURCE, Disk.segment(msn, SIZE)))
                            .isTrue();
                }
                int size = first + 1000;
                await().atMost(Disk.PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> disk.index().size() == size);
            }
            reopen(disk, "indexes");
            disk.store.close();
            for (var index : disk.files(".index")) {
                Files.delete(index);
            }
            reopen(disk, "volumes");
        }
    }

    private static void reopen(Disk disk, String by) throws IOException {
        disk.store.close();
        long began = System.nanoTime();
        disk.reopen(LIMITS);
        log.info(
                "{} segments in {} volumes opened by their {} in {} ms",
                SEGMENTS,
                disk.volumes().size(),
                by,
                Duration.ofNanos(System.nanoTime() - began).toMillis());
        assertThat(disk.index().size()).isEqualTo(SEGMENTS);
        assertThat(disk.read(SEGMENTS / 2)).isInstanceOf(StoredMedia.Present.class);
        assertThat(disk.counted("corrupt")).isZero();
    }
}
