package tv.headwater.packager.timeshift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Packaging;

/** Playlists that begin on disk, and what they list. */
class TimeshiftTest {

    private static final Duration WINDOW = Duration.ofSeconds(12);
    private static final Duration EVERYTHING = Duration.ofDays(1);

    /** Segments 7 to 30 and, after a discontinuity, 31 to 42 and, in another session, 43 to 54. */
    private static final Broadcast BROADCAST =
            new Broadcast()
                    .session(Broadcast.testMedia(90_000, 8))
                    .run(
                            Broadcast.testMedia(90_000 + 8 * 540_000L, 4),
                            List.of(TestMedia.videoTrack(), TestMedia.audioTrack()),
                            2)
                    .session(Broadcast.testMedia(90_000 + 12 * 540_000L, 4));

    private static final List<? extends MediaRecord> RECORDS = BROADCAST.records();

    private static final List<? extends MediaRecord> TO_THE_END =
            new Broadcast()
                    .session(Broadcast.testMedia(90_000, 8))
                    .run(
                            Broadcast.testMedia(90_000 + 8 * 540_000L, 4),
                            List.of(TestMedia.videoTrack(), TestMedia.audioTrack()),
                            2)
                    .session(Broadcast.testMedia(90_000 + 12 * 540_000L, 4))
                    .end()
                    .records();

    private static final List<MediaSegment> VIDEO = Packaging.of(BROADCAST.records()).video();

    /** The last one that is out before the end. */
    private static final long NEWEST = VIDEO.getLast().msn();

    @TempDir Path directory;

    private DvrOrigin fed() throws IOException {
        return fed(directory);
    }

    private static DvrOrigin fed(Path directory) throws IOException {
        return new DvrOrigin(directory, WINDOW, DvrOrigin.HOUR)
                .feed(RECORDS)
                .stored(Rendition.SOURCE, NEWEST)
                .stored(Rendition.AUDIO, NEWEST);
    }

    /** What a packager lists whose memory has all of it. */
    private static String fromMemory(String file) throws IOException {
        try (var origin = new DvrOrigin(null, EVERYTHING, Duration.ZERO).feed(RECORDS)) {
            return origin.text(file, null);
        }
    }

    @Test
    void listsWhatAnEndlessWindowWould() throws IOException {
        try (var origin = fed()) {
            assertThat(origin.playlist()).isEqualTo(fromMemory("source/index.m3u8"));
            assertThat(origin.text("audio/index.m3u8", null))
                    .isEqualTo(fromMemory("audio/index.m3u8"));
            assertThat(DvrOrigin.listed(origin.playlist()))
                    .isEqualTo(
                            LongStream.rangeClosed(7, NEWEST).mapToObj(i -> i + ".m4s").toList());
            assertThat(origin.playlist())
                    .contains(
                            "#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-DISCONTINUITY-SEQUENCE:0\n",
                            "#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init-2.mp4\"\n");
        }
    }

    @Test
    void servesWhatItLists() throws IOException {
        try (var origin = fed()) {
            for (var segment : VIDEO) {
                var found = (MediaResponse.Found) origin.get("source/" + segment.msn() + ".m4s");
                assertThat(found.body()).isEqualTo(segment.bytes());
                assertThat(found.contentType()).isEqualTo("video/mp4");
                assertThat(found.caching()).isEqualTo(Caching.IMMUTABLE);
            }
            assertThat(origin.body("source/init-0.mp4")).isEqualTo(VIDEO.getFirst().init().bytes());
            assertThat(((MediaResponse.Found) origin.get("audio/7.m4s")).contentType())
                    .isEqualTo("audio/mp4");
            assertThat(origin.get("source/6.m4s")).isInstanceOf(MediaResponse.NotFound.class);
            assertThat(origin.get("720p/7.m4s")).isInstanceOf(MediaResponse.NotFound.class);
        }
    }

    @Test
    void goesBackAsFarAsTheStreamSays() throws IOException {
        try (var origin = fed()) {
            origin.fates.on(TestMedia.STREAM, StreamStatus.ACTIVE, Duration.ofSeconds(40));
            assertThat(DvrOrigin.listed(origin.playlist()))
                    .first()
                    .isEqualTo((NEWEST - 19) + ".m4s");
            assertThat(origin.playlist()).contains("#EXT-X-DISCONTINUITY-SEQUENCE:1\n");
            origin.fates.on(TestMedia.STREAM, StreamStatus.ACTIVE, Duration.ofSeconds(4));
            assertThat(DvrOrigin.listed(origin.playlist())).hasSize(6);
        }
    }

    @Test
    void aStreamWithoutDvrHasItsWindowAlone() throws IOException {
        try (var origin = new DvrOrigin(directory, WINDOW, Duration.ZERO).feed(RECORDS);
                var plain = new DvrOrigin(null, WINDOW, Duration.ZERO).feed(RECORDS)) {
            assertThat(origin.playlist()).isEqualTo(plain.playlist());
            assertThat(DvrOrigin.listed(plain.playlist())).hasSize(6);
            assertThat(origin.get("source/7.m4s")).isInstanceOf(MediaResponse.NotFound.class);
        }
    }

    @Test
    void aDeltaIsShort() throws IOException {
        try (var origin = fed()) {
            var whole = origin.playlist();
            var delta = origin.text("source/index.m3u8", "_HLS_skip=YES");
            int skipped = DvrOrigin.listed(whole).size() - DvrOrigin.listed(delta).size();
            assertThat(skipped).isGreaterThan(35);
            assertThat(delta).contains("#EXT-X-SKIP:SKIPPED-SEGMENTS=" + skipped + "\n");
            assertThat(delta.length()).isLessThan(whole.length() / 2);
            var kept = delta.substring(delta.indexOf("#EXT-X-PROGRAM-DATE-TIME"));
            assertThat(whole).endsWith(kept);
        }
    }

    @Test
    void aRestartGoesOnWithTheSame() throws IOException {
        String before;
        try (var origin = fed()) {
            before = origin.playlist();
        }
        int tail = RECORDS.size() * 3 / 4;
        try (var origin =
                new DvrOrigin(directory, WINDOW, DvrOrigin.HOUR)
                        .feed(RECORDS.subList(tail, RECORDS.size()))) {
            assertThat(origin.playlist()).isEqualTo(before);
            assertThat(origin.body("source/init-0.mp4")).isEqualTo(VIDEO.getFirst().init().bytes());
            assertThat(origin.body("source/7.m4s")).isEqualTo(VIDEO.getFirst().bytes());
        }
    }

    @Test
    void packagersWithTheSameHistoryListTheSame(@TempDir Path other) throws IOException {
        try (var origin = fed();
                var twin = fed(other)) {
            for (var query : new String[] {null, "_HLS_skip=YES"}) {
                assertThat(twin.text("source/index.m3u8", query))
                        .isEqualTo(origin.text("source/index.m3u8", query));
            }
        }
    }

    /** What is not on disk is a gap: nothing that follows gets another number or another time. */
    @Test
    void whatTheDiskMissesIsAGap() throws IOException {
        int from = firstOf(12);
        int to = firstOf(16);
        try (var origin = new DvrOrigin(directory, WINDOW, DvrOrigin.HOUR)) {
            origin.feed(RECORDS.subList(0, from)).stored(Rendition.SOURCE, 10);
            origin.fates.on(TestMedia.STREAM, StreamStatus.ACTIVE);
            origin.feed(RECORDS.subList(from, to));
            origin.fates.on(TestMedia.STREAM, StreamStatus.ACTIVE, DvrOrigin.HOUR);
            origin.feed(RECORDS.subList(to, RECORDS.size())).stored(Rendition.SOURCE, NEWEST);
            var playlist = origin.playlist();
            assertThat(origin.timeshift.segment(TestMedia.STREAM, Rendition.SOURCE, 13)).isEmpty();
            assertThat(playlist)
                    .contains("#EXT-X-GAP\n#EXTINF:2.000000,\n13.m4s\n")
                    .doesNotContain("#EXT-X-GAP\n#EXTINF:2.000000,\n10.m4s\n");
            assertThat(playlist.replace("#EXT-X-GAP\n", ""))
                    .isEqualTo(fromMemory("source/index.m3u8"));
            assertThat(origin.get("source/13.m4s")).isInstanceOf(MediaResponse.NotFound.class);
        }
    }

    /** The first record of a segment. */
    private static int firstOf(long msn) {
        int i = 0;
        while (RECORDS.get(i).stamp().segment() < msn) {
            i++;
        }
        return i;
    }

    /** A disk that writes nothing costs nothing but what the window forgets. */
    @Test
    void aSlowDiskIsNotSeen() throws IOException {
        try (var origin = new DvrOrigin(directory, WINDOW, DvrOrigin.HOUR)) {
            int half = RECORDS.size() / 2;
            origin.feed(RECORDS.subList(0, half)).stored(Rendition.SOURCE, 29);
            origin.fates.on(TestMedia.STREAM, StreamStatus.ACTIVE);
            int little = firstOf(40);
            origin.feed(RECORDS.subList(half, little));
            origin.fates.on(TestMedia.STREAM, StreamStatus.ACTIVE, DvrOrigin.HOUR);
            assertThat(origin.playlist()).contains("\n7.m4s\n").doesNotContain("EXT-X-GAP");
            assertThat(DvrOrigin.listed(origin.playlist())).doesNotHaveDuplicates();
        }
    }

    @Test
    void theEndKeepsThePastUntilItExpires() throws IOException {
        String inMemory;
        try (var origin = restarted()) {
            origin.feed(TO_THE_END).stored(Rendition.SOURCE, NEWEST + 1);
            origin.stored(Rendition.AUDIO, NEWEST + 1);
            origin.fates.on(TestMedia.STREAM, StreamStatus.ENDED, DvrOrigin.HOUR);
            inMemory = origin.playlist();
            assertThat(inMemory).contains("\n7.m4s\n").endsWith("#EXT-X-ENDLIST\n");
            origin.clock.pass(Duration.ofMinutes(20));
            origin.streams.tick();
            assertThat(origin.streams.held()).isEmpty();
            assertThat(withoutParts(origin.playlist())).isEqualTo(withoutParts(inMemory));
        }
        try (var origin = restarted()) {
            origin.fates.on(TestMedia.STREAM, StreamStatus.ENDED, DvrOrigin.HOUR);
            assertThat(origin.timeshift.streams()).containsExactly(TestMedia.STREAM);
            assertThat(withoutParts(origin.playlist())).isEqualTo(withoutParts(inMemory));
            assertThat(origin.text("index.m3u8", null))
                    .contains("\nsource/index.m3u8\n", "URI=\"audio/index.m3u8\"");
            assertThat(origin.body("source/7.m4s")).isEqualTo(VIDEO.getFirst().bytes());
            assertThat(origin.get("720p/index.m3u8")).isInstanceOf(MediaResponse.NotFound.class);
            origin.clock.pass(Duration.ofMinutes(80));
            await("nothing is on disk")
                    .atMost(DvrOrigin.PATIENCE)
                    .until(() -> {
                        origin.clock.pass(Timeshift.EXPIRY);
                        origin.streams.tick();
                        return origin.timeshift.streams().isEmpty();
                    });
            assertThat(origin.get("source/index.m3u8")).isInstanceOf(MediaResponse.NotFound.class);
            assertThat(origin.get("index.m3u8")).isInstanceOf(MediaResponse.NotFound.class);
        }
    }

    private static String withoutParts(String playlist) {
        return playlist.replaceAll("#EXT-X-PART:.*\n", "");
    }

    /** After a silence longer than the log is, on another packager than before. */
    @Test
    void aStreamThatComesBackGoesOn() throws IOException {
        int half = RECORDS.size() / 2;
        try (var origin = restarted()) {
            origin.feed(RECORDS.subList(0, half)).stored(Rendition.SOURCE, 29);
        }
        try (var origin = restarted()) {
            assertThat(origin.playlist())
                    .contains("\n7.m4s\n", "\n29.m4s\n")
                    .doesNotContain("ENDLIST");
            origin.feed(RECORDS.subList(half, RECORDS.size())).stored(Rendition.SOURCE, NEWEST);
            assertThat(DvrOrigin.listed(origin.playlist()))
                    .startsWith("7.m4s", "8.m4s")
                    .endsWith(NEWEST + ".m4s")
                    .hasSize((int) NEWEST - 6);
        }
    }

    @Test
    void aDeletedStreamIsForgotten() throws IOException {
        try (var origin = fed()) {
            origin.fates.on(TestMedia.STREAM, null);
            assertThat(origin.get("source/7.m4s")).isInstanceOf(MediaResponse.NotFound.class);
            assertThat(origin.get("source/init-0.mp4")).isInstanceOf(MediaResponse.NotFound.class);
            origin.streams.tick();
        }
        try (var origin = restarted()) {
            assertThat(origin.timeshift.index(TestMedia.STREAM, Rendition.SOURCE).isEmpty())
                    .isTrue();
        }
    }

    @Test
    void whatNobodyHasSpokenOfStays() throws IOException {
        fed().close();
        try (var timeshift =
                new Timeshift(new Fates(), Clock.fixed(DvrOrigin.NOW, ZoneOffset.UTC))) {
            timeshift.open(directory, DvrOrigin.LIMITS, new SimpleMeterRegistry());
            timeshift.tick();
            assertThat(timeshift.lists(TestMedia.STREAM)).isFalse();
        }
        try (var origin = restarted()) {
            assertThat(origin.timeshift.index(TestMedia.STREAM, Rendition.SOURCE).isEmpty())
                    .isFalse();
        }
    }

    private DvrOrigin restarted() throws IOException {
        return new DvrOrigin(directory, WINDOW, DvrOrigin.HOUR);
    }
}
