package tv.headwater.packager.dvr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DvrCrashTest {

    private static final int SIZE = 40;
    private static final int RECORD = 16 + 49 + 4 + SIZE;

    @TempDir Path directory;

    /** Wherever the last write was cut short, all before it is there, and it goes on. */
    @Test
    void aTornTailIsCutOffAtEachByte() throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            disk.write(0, 4, SIZE);
            disk.crash();
            var volume = disk.volumes().getLast();
            var whole = Files.readAllBytes(volume);
            int firstRecord = whole.length - 5 * RECORD;
            for (int length = 0; length < whole.length; length++) {
                Files.write(volume, slice(whole, length));
                disk.reopen(Disk.LIMITS);
                int intact = Math.max(0, (length - firstRecord) / RECORD);
                assertThat(disk.index().size()).as("of %s bytes", length).isEqualTo(intact);
                disk.store.close();
                if (length % 10 == 0) {
                    goesOn(disk, intact);
                }
                clear(disk, volume);
            }
            assertThat(disk.counted("corrupt")).isZero();
            Files.write(volume, whole);
            disk.reopen(Disk.LIMITS);
        }
    }

    private static void goesOn(Disk disk, int intact) throws IOException {
        disk.reopen(Disk.LIMITS);
        disk.write(0, 5, SIZE);
        disk.crash();
        disk.reopen(Disk.LIMITS);
        assertThat(disk.numbers()).as("after %s", intact).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        for (long msn = 0; msn <= 5; msn++) {
            assertThat(disk.read(msn))
                    .isEqualTo(new StoredMedia.Present(Disk.segment(msn, SIZE).bytes()));
        }
        disk.store.close();
    }

    private static void clear(Disk disk, Path volume) throws IOException {
        for (var extension : List.of(".v1", ".index")) {
            for (var file : disk.files(extension)) {
                Files.delete(file);
            }
        }
        Files.createDirectories(volume.getParent());
    }

    private static byte[] slice(byte[] whole, int length) {
        return java.util.Arrays.copyOf(whole, length);
    }

    /** A power failure may leave a file's length without its content. */
    @Test
    void zerosAtTheEndAreCutOff() throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            disk.write(0, 4, SIZE);
            disk.crash();
            var volume = disk.volumes().getLast();
            long length = Files.size(volume);
            overwrite(volume, length - SIZE / 2, new byte[500_000]);
            disk.reopen(Disk.LIMITS);
            assertThat(disk.numbers()).containsExactly(0L, 1L, 2L, 3L);
            assertThat(Files.size(volume)).isEqualTo(length - RECORD);
            disk.write(4, 4, SIZE);
            assertThat(disk.read(4)).isInstanceOf(StoredMedia.Present.class);
        }
    }

    /** One flipped bit anywhere costs one segment at most where an index knows the volume, and so without one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlippedBitCostsOneSegment(boolean indexed) throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            disk.write(0, 4, SIZE);
            disk.store.close();
            var volume = disk.volumes().getLast();
            var index = disk.files(".index").getLast();
            var whole = Files.readAllBytes(volume);
            var indexBytes = Files.readAllBytes(index);
            int init = whole.length - 5 * RECORD;
            var random = new Random(1);
            for (int at = init; at < whole.length; at += 7) {
                overwrite(volume, at, new byte[] {(byte) (whole[at] ^ 1 << random.nextInt(8))});
                if (!indexed) {
                    Files.deleteIfExists(index);
                }
                double before = disk.counted("corrupt");
                disk.reopen(Disk.LIMITS);
                int victim = (at - init) / RECORD;
                for (long msn = 0; msn <= 4; msn++) {
                    assertThat(disk.read(msn))
                            .as("segment %s after a flip at %s", msn, at)
                            .isEqualTo(
                                    msn == victim
                                            ? new StoredMedia.Missing()
                                            : new StoredMedia.Present(
                                                    Disk.segment(msn, SIZE).bytes()));
                }
                // What is damaged at the very end cannot be told from what is unfinished.
                double expected = !indexed && victim == 4 ? 0 : 1;
                assertThat(disk.counted("corrupt") - before).isEqualTo(expected);
                disk.store.close();
                Files.write(volume, whole);
                Files.write(index, indexBytes);
            }
        }
    }

    @Test
    void aDamagedSegmentIsWrittenAnew() throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            disk.write(0, 4, SIZE);
            overwrite(
                    disk.volumes().getLast(),
                    Files.size(disk.volumes().getLast()) - 1,
                    new byte[1]);
            assertThat(disk.read(4)).isEqualTo(new StoredMedia.Missing());
            org.awaitility.Awaitility.await()
                    .atMost(Disk.PATIENCE)
                    .until(() -> disk.index().find(4).isEmpty());
            disk.write(4, 4, SIZE);
            assertThat(disk.read(4)).isInstanceOf(StoredMedia.Present.class);
            disk.crash();
            disk.reopen(Disk.LIMITS);
            assertThat(disk.read(4)).isInstanceOf(StoredMedia.Present.class);
        }
    }

    @Test
    void aLostInitSegmentCostsItsVolume() throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            disk.write(0, 4, SIZE);
            disk.crash();
            overwrite(disk.volumes().getLast(), 20, new byte[] {99});
            disk.reopen(Disk.LIMITS);
            assertThat(disk.index().isEmpty()).isTrue();
            disk.write(0, 4, SIZE);
            disk.crash();
            disk.reopen(Disk.LIMITS);
            assertThat(disk.numbers()).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    /** Whatever is wrong with the index of a volume, the volume is read instead. */
    @Test
    void aDamagedIndexIsMadeAnew() throws IOException {
        try (var disk = Disk.open(directory, Disk.limits(1 << 20, 2000))) {
            disk.write(0, 40, SIZE);
            disk.store.close();
            var index = disk.files(".index").getFirst();
            var whole = Files.readAllBytes(index);
            for (int at = 0; at < whole.length; at += 11) {
                overwrite(index, at, new byte[] {(byte) (whole[at] + 1)});
                disk.reopen(Disk.LIMITS);
                assertThat(disk.numbers())
                        .isEqualTo(LongStream.rangeClosed(0, 40).boxed().toList());
                disk.store.close();
                assertThat(Files.readAllBytes(index)).isEqualTo(whole);
            }
            Files.write(index, slice(whole, 5));
            Files.write(index.resolveSibling("000000099.index"), whole);
            Files.write(index.resolveSibling("000000099.index.unfinished"), whole);
            disk.reopen(Disk.LIMITS);
            assertThat(disk.index().size()).isEqualTo(41);
            assertThat(disk.files("99.index")).isEmpty();
            assertThat(disk.files(".unfinished")).isEmpty();
            assertThat(disk.counted("corrupt")).isZero();
        }
    }

    @Test
    void strangersAreLeftAlone() throws IOException {
        try (var disk = Disk.open(directory, Disk.LIMITS)) {
            disk.write(0, 1, SIZE);
            disk.store.close();
            var stranger = disk.volumes().getFirst().resolveSibling("notes.txt");
            Files.writeString(stranger, "mine");
            Files.createDirectories(directory.resolve("lost+found"));
            disk.reopen(Disk.LIMITS);
            disk.store.forget(Disk.STREAM);
            org.awaitility.Awaitility.await()
                    .atMost(Disk.PATIENCE)
                    .until(() -> disk.volumes().isEmpty());
            assertThat(stranger).hasContent("mine");
        }
    }

    private static void overwrite(Path file, long at, byte[] bytes) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }
}
