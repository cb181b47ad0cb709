package tv.headwater.packager.timeshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.packager.crypt.ContentKey;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;

/** Segments 7 to 18 in the clear, then 19 to 54 with a key for eight of them, of which memory lists six. */
class EncryptedTimeshiftTest {

    private static final ContentSecret SECRET = ContentSecret.random();
    private static final Duration WINDOW = Duration.ofSeconds(12);

    private static final List<SessionRecord> RECORDS =
            new Broadcast()
                    .session(Broadcast.testMedia(90_000, 4))
                    .encryptedEvery(8)
                    .session(Broadcast.testMedia(90_000 + 4 * 540_000L, 12))
                    .records();

    private static final List<MediaSegment> VIDEO =
            new Packaging(Rendition.SOURCE, number -> Optional.of(ContentKey.of(SECRET, number)))
                    .accept(RECORDS)
                    .video();

    private static final long NEWEST = VIDEO.getLast().msn();

    @TempDir Path directory;

    private static DvrOrigin origin(Path directory, Duration window) throws IOException {
        var origin = new DvrOrigin(directory, window, DvrOrigin.HOUR);
        origin.secrets.on(TestMedia.STREAM, SECRET);
        return origin;
    }

    private DvrOrigin fed() throws IOException {
        return origin(directory, WINDOW)
                .feed(RECORDS)
                .stored(Rendition.SOURCE, NEWEST)
                .stored(Rendition.AUDIO, NEWEST);
    }

    @Test
    void thePastHasTheKeysThatAnEndlessWindowWould() throws IOException {
        try (var origin = fed();
                var memory = origin(null, Duration.ofDays(1)).feed(RECORDS)) {
            for (var file : List.of("source/index.m3u8", "audio/index.m3u8")) {
                assertThat(origin.text(file, null)).isEqualTo(memory.text(file, null));
            }
            assertThat(keys(origin.playlist()))
                    .isEqualTo(LongStream.rangeClosed(2, NEWEST / 8).boxed().toList());
            assertThat(origin.playlist().indexOf("#EXT-X-KEY"))
                    .isGreaterThan(origin.playlist().indexOf("\n18.m4s\n"));
        }
    }

    /** What is left out has the keys before; the last of them is told again, with the map. */
    @Test
    void aDeltaGoesOnWithTheKeyOfWhatItSkips() throws IOException {
        try (var origin = fed()) {
            var whole = origin.playlist();
            var delta = origin.text("source/index.m3u8", "_HLS_skip=YES");
            var kept = delta.substring(delta.indexOf("#EXT-X-PROGRAM-DATE-TIME"));
            assertThat(whole).endsWith(kept);
            var skipped = whole.substring(0, whole.length() - kept.length());
            var told = delta.substring(0, delta.length() - kept.length());
            assertThat(told)
                    .endsWith(
                            "%s\n%s\n"
                                    .formatted(
                                            last(skipped, "#EXT-X-KEY"),
                                            last(skipped, "#EXT-X-MAP")));
            assertThat(keys(delta).size()).isLessThan(keys(whole).size());
        }
    }

    private static String last(String playlist, String tag) {
        return playlist.lines().filter(line -> line.startsWith(tag)).toList().getLast();
    }

    @Test
    void allKeysThatAreListedAreGivenOutAndNoOthers() throws IOException {
        try (var origin = fed()) {
            for (long number : keys(origin.playlist())) {
                assertThat(origin.body("keys/" + number))
                        .isEqualTo(ContentKey.of(SECRET, number).bytes());
            }
            assertNone(origin, 1);
            assertNone(origin, NEWEST / 8 + 1);
        }
    }

    @Test
    void aRestartKnowsThemFromDisk() throws IOException {
        String before;
        try (var origin = fed()) {
            before = origin.playlist();
        }
        try (var origin = origin(directory, WINDOW)) {
            assertThat(keys(origin.playlist())).isEqualTo(keys(before));
            assertThat(origin.body("keys/2")).isEqualTo(ContentKey.of(SECRET, 2).bytes());
            for (var segment : VIDEO) {
                assertThat(origin.body("source/" + segment.msn() + ".m4s"))
                        .isEqualTo(segment.bytes());
                assertThat(origin.body("source/init-" + segment.init().id() + ".mp4"))
                        .isEqualTo(segment.init().bytes());
            }
            origin.fates.on(TestMedia.STREAM, StreamStatus.ACTIVE);
            assertNone(origin, 2);
        }
    }

    @Test
    void thereIsNoDashOfIt() throws IOException {
        try (var origin = origin(null, WINDOW)) {
            int clear = 0;
            while (RECORDS.get(clear).stamp().segment() < 19) {
                clear++;
            }
            origin.feed(RECORDS.subList(0, clear));
            assertThat(origin.get("manifest.mpd")).isInstanceOf(MediaResponse.Found.class);
            origin.feed(RECORDS.subList(clear, RECORDS.size()));
            assertThat(origin.get("manifest.mpd"))
                    .isInstanceOfSatisfying(
                            MediaResponse.NotFound.class,
                            missing -> assertThat(missing.why()).contains("encrypted"));
        }
    }

    private static void assertNone(DvrOrigin origin, long number) {
        assertThat(origin.get("keys/" + number)).isInstanceOf(MediaResponse.NotFound.class);
    }

    private static List<Long> keys(String playlist) {
        return playlist.lines()
                .filter(line -> line.startsWith("#EXT-X-KEY:METHOD=SAMPLE-AES"))
                .map(line -> line.replaceFirst(".*keys/(\\d+)\".*", "$1"))
                .map(Long::valueOf)
                .toList();
    }
}
