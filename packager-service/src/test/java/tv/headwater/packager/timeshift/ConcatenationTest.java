package tv.headwater.packager.timeshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;

/** Whatever the window's size and wherever the log stands, disk and window together are what was fed. */
class ConcatenationTest {

    /** 36 s, and in a second session 48 s of pictures alone. */
    private static final Broadcast BROADCAST =
            new Broadcast()
                    .session(Broadcast.testMedia(90_000, 6))
                    .session(
                            Broadcast.video(1440, 60, true, i -> 90_000 + 3000 * i),
                            List.of(TestMedia.videoTrack()),
                            2);

    @Property(tries = 25)
    void nothingIsMissingAndNothingThereTwice(
            @ForAll @IntRange(min = 1, max = 60) int windowSeconds,
            @ForAll @IntRange(min = 700, max = 4200) int wanted,
            @ForAll @IntRange(min = 0, max = 3) int asks)
            throws IOException {
        var records = BROADCAST.records();
        int end = Math.min(records.size(), wanted);
        var expected = Packaging.of(records.subList(0, end)).video();
        var directory = Files.createTempDirectory("dvr");
        try (var origin =
                new DvrOrigin(directory, Duration.ofSeconds(windowSeconds), DvrOrigin.HOUR)) {
            for (int i = 0; i <= asks; i++) {
                origin.feed(
                        records.subList(
                                (int) ((long) end * i / (asks + 1)),
                                (int) ((long) end * (i + 1) / (asks + 1))));
                if (i < asks) {
                    // What is kept of this text must not be what is seen later.
                    origin.get("source/index.m3u8");
                }
            }
            origin.stored(Rendition.SOURCE, expected.getLast().msn());
            assertThat(DvrOrigin.listed(origin.playlist())).isEqualTo(files(expected));
            for (var segment : expected) {
                assertThat(origin.body("source/" + segment.msn() + ".m4s"))
                        .isEqualTo(segment.bytes());
            }
        } finally {
            delete(directory);
        }
    }

    private static List<String> files(List<MediaSegment> segments) {
        return segments.stream().map(segment -> segment.msn() + ".m4s").toList();
    }

    private static void delete(Path directory) throws IOException {
        List<Path> all = new ArrayList<>();
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(all::add);
        }
        for (var file : all) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
