package tv.headwater.packager.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.packager.crypt.KeyTag;
import tv.headwater.packager.playlist.MediaPlaylist.LowLatency;
import tv.headwater.packager.playlist.MediaPlaylist.PartialSegment;
import tv.headwater.packager.playlist.PastSegments.Block;
import tv.headwater.packager.playlist.PastSegments.Place;

/** Golden files: added to, never edited. */
class PlaylistTextTest {

    private static final DateRangeTags NO_RANGES = DateRangeTags.of(List.of());

    private static final Instant START = Instant.parse("2026-11-01T00:00:01.067Z");

    @Test
    void mediaPlaylist() throws IOException {
        var playlist =
                new MediaPlaylist(
                        2,
                        7,
                        3,
                        true,
                        NO_RANGES,
                        List.of(
                                segment(7, 180_180, 90_000, 0, 3, false),
                                segment(8, 1, 90_000, 2002, 3, false),
                                segment(9, 0, 90_000, 4004, 3, true),
                                segment(10, 96_256, 48_000, 9000, 5, false),
                                segment(11, 88_064, 44_100, 11_005, 5, false)),
                        null,
                        false);
        assertThat(playlist.text()).isEqualTo(golden("media.m3u8"));
    }

    @Test
    void endedPlaylist() throws IOException {
        var playlist =
                new MediaPlaylist(
                        8,
                        0,
                        0,
                        false,
                        NO_RANGES,
                        List.of(segment(0, 720_000, 90_000, 0, 0, false)),
                        null,
                        true);
        assertThat(playlist.text()).isEqualTo(golden("ended.m3u8"));
    }

    @Test
    void keysStandWhereTheyChange() {
        var first = KeyTag.aes128("../keys/1");
        var second = KeyTag.aes128("../keys/2");
        var playlist =
                new MediaPlaylist(
                        2,
                        7,
                        0,
                        true,
                        NO_RANGES,
                        List.of(
                                encrypted(7, 0, first),
                                encrypted(8, 0, first),
                                encrypted(9, 1, second),
                                encrypted(10, 2, null)),
                        null,
                        true);
        assertThat(playlist.text().lines().filter(line -> !line.startsWith("#EXT-X-PROGRAM")))
                .endsWith(
                        "#EXT-X-DISCONTINUITY-SEQUENCE:0",
                        "#EXT-X-KEY:METHOD=AES-128,URI=\"../keys/1\"",
                        "#EXT-X-MAP:URI=\"init-0.mp4\"",
                        "#EXTINF:2.000000,",
                        "7.m4s",
                        "#EXTINF:2.000000,",
                        "8.m4s",
                        "#EXT-X-DISCONTINUITY",
                        "#EXT-X-KEY:METHOD=AES-128,URI=\"../keys/2\"",
                        "#EXT-X-MAP:URI=\"init-1.mp4\"",
                        "#EXTINF:2.000000,",
                        "9.m4s",
                        "#EXT-X-DISCONTINUITY",
                        "#EXT-X-KEY:METHOD=NONE",
                        "#EXT-X-MAP:URI=\"init-2.mp4\"",
                        "#EXTINF:2.000000,",
                        "10.m4s",
                        "#EXT-X-ENDLIST");
    }

    /** The key and the map of what is left out are told again, for players that do not look back. */
    @Test
    void deltaUpdatesSayWhatHoldsAfterTheSkippedSegments() {
        var first = KeyTag.aes128("../keys/1");
        var second = KeyTag.aes128("../keys/2");
        List<MediaPlaylist.Segment> segments = new ArrayList<>();
        for (long msn = 0; msn < 20; msn++) {
            segments.add(encrypted(msn, 0, first));
        }
        var part = new MediaPlaylist.Part("20.0.m4s", 18_000, 90_000, true);
        var next = new PartialSegment("init-0.mp4", second, 0, List.of(part));
        var lowLatency = new LowLatency(200, next, "20.1.m4s", List.of());
        var playlist = new MediaPlaylist(2, 0, 0, true, NO_RANGES, segments, lowLatency, false);
        assertThat(playlist.text(PastSegments.NONE, Skip.SEGMENTS).toString())
                .contains(
                        """
                        #EXT-X-SKIP:SKIPPED-SEGMENTS=14
                        #EXT-X-KEY:METHOD=AES-128,URI="../keys/1"
                        #EXT-X-MAP:URI="init-0.mp4"
                        #EXT-X-PROGRAM-DATE-TIME\
                        """)
                .containsOnlyOnce("keys/1")
                .contains("#EXT-X-KEY:METHOD=AES-128,URI=\"../keys/2\"\n#EXT-X-PART:");
    }

    /** Whether the first segment after the skipped is text of the past or not. */
    @ParameterizedTest
    @ValueSource(ints = {0, 18})
    void whatChangesRightAfterTheSkippedIsToldOnce(int own) {
        List<MediaPlaylist.Segment> segments = new ArrayList<>();
        for (long msn = 0; msn < 20; msn++) {
            segments.add(encrypted(msn, msn < 14 ? 0 : 1, KeyTag.aes128("../keys/1")));
        }
        var skipped = Block.of(0, new Place("", null, 0), segments.subList(0, 14), true);
        var kept = Block.of(14, skipped.end(), segments.subList(14, 18), true);
        var past = own == 0 ? PastSegments.NONE : new PastSegments(List.of(skipped, kept));
        var lowLatency = new LowLatency(200, null, "20.0.m4s", List.of());
        var live =
                new MediaPlaylist(
                        2, own, 0, true, NO_RANGES, segments.subList(own, 20), lowLatency, false);
        assertThat(live.text(past, Skip.SEGMENTS).toString())
                .contains(
                        """
                        #EXT-X-SKIP:SKIPPED-SEGMENTS=14
                        #EXT-X-KEY:METHOD=AES-128,URI="../keys/1"
                        #EXT-X-DISCONTINUITY
                        #EXT-X-MAP:URI="init-1.mp4"
                        #EXT-X-PROGRAM-DATE-TIME\
                        """)
                .doesNotContain("init-0.mp4");
    }

    @Test
    void aDeltaOfDateRangesSaysWhichHaveLeft() {
        List<MediaPlaylist.Segment> segments = new ArrayList<>();
        for (long msn = 0; msn < 20; msn++) {
            segments.add(encrypted(msn, 0, null));
        }
        var lowLatency = new LowLatency(200, null, "20.0.m4s", List.of());
        var ranges = new DateRangeTags(List.of("#OLD\n"), List.of("#NEW\n"), List.of("a", "b"));
        var live = new MediaPlaylist(2, 0, 0, true, ranges, segments, lowLatency, false);
        assertThat(live.text())
                .contains("#OLD\n#NEW\n", "CAN-SKIP-DATERANGES=YES")
                .doesNotContain("REMOVED");
        assertThat(live.text(PastSegments.NONE, Skip.SEGMENTS).toString())
                .startsWith("#EXTM3U\n#EXT-X-VERSION:9\n")
                .contains("#OLD\n#NEW\n#EXT-X-SKIP:SKIPPED-SEGMENTS=14\n");
        assertThat(live.text(PastSegments.NONE, Skip.DATE_RANGES).toString())
                .startsWith("#EXTM3U\n#EXT-X-VERSION:10\n")
                .doesNotContain("#OLD")
                .contains(
                        "#NEW\n#EXT-X-SKIP:SKIPPED-SEGMENTS=14,RECENTLY-REMOVED-DATERANGES=\"a\tb\"\n");
        var ended = new MediaPlaylist(2, 0, 0, true, ranges, segments, null, true);
        for (var skip : Skip.values()) {
            assertThat(ended.text(PastSegments.NONE, skip).toString()).isEqualTo(ended.text());
        }
        var few =
                new MediaPlaylist(2, 0, 0, true, ranges, segments.subList(0, 6), lowLatency, false);
        assertThat(few.text(PastSegments.NONE, Skip.DATE_RANGES).toString()).isEqualTo(few.text());
    }

    private static MediaPlaylist.Segment encrypted(
            long msn, long discontinuity, @Nullable KeyTag key) {
        return new MediaPlaylist.Segment(
                msn + ".m4s",
                180_000,
                90_000,
                START,
                "init-" + discontinuity + ".mp4",
                key,
                discontinuity,
                false,
                List.of());
    }

    @Test
    void multivariantPlaylist() throws IOException {
        var playlist =
                new MultivariantPlaylist(
                        true,
                        true,
                        List.of(
                                new MultivariantPlaylist.AudioRendition(
                                        "audio", "Audio", 2, "audio/index.m3u8")),
                        List.of(
                                new MultivariantPlaylist.Variant(
                                        6_400_000,
                                        5_900_000,
                                        List.of("avc1.640028", "mp4a.40.2"),
                                        new MultivariantPlaylist.Picture(1920, 1080, 29_970),
                                        "audio",
                                        "source/index.m3u8"),
                                new MultivariantPlaylist.Variant(
                                        1_400_000,
                                        900_000,
                                        List.of("avc1.64001F", "mp4a.40.2"),
                                        new MultivariantPlaylist.Picture(1280, 720, 30_000),
                                        "audio",
                                        "720p/index.m3u8")));
        assertThat(playlist.text()).isEqualTo(golden("multivariant.m3u8"));
    }

    /** The source with each kind of audio, its rungs with the one that most players know. */
    @Test
    void ladder() throws IOException {
        var source = new MultivariantPlaylist.Picture(1920, 1080, 60_000);
        var rung = new MultivariantPlaylist.Picture(1280, 720, 60_000);
        var playlist =
                new MultivariantPlaylist(
                        true,
                        true,
                        List.of(
                                new MultivariantPlaylist.AudioRendition(
                                        "audio-aac", "Audio", 2, "audio-aac/index.m3u8"),
                                new MultivariantPlaylist.AudioRendition(
                                        "audio", "Audio", 6, "audio/index.m3u8")),
                        List.of(
                                new MultivariantPlaylist.Variant(
                                        8_140_000,
                                        7_630_000,
                                        List.of("hvc1.1.6.L123.90", "mp4a.40.2"),
                                        source,
                                        "audio-aac",
                                        "source/index.m3u8"),
                                new MultivariantPlaylist.Variant(
                                        8_400_000,
                                        7_900_000,
                                        List.of("hvc1.1.6.L123.90", "opus"),
                                        source,
                                        "audio",
                                        "source/index.m3u8"),
                                new MultivariantPlaylist.Variant(
                                        3_900_000,
                                        3_600_000,
                                        List.of("avc1.640020", "mp4a.40.2"),
                                        rung,
                                        "audio-aac",
                                        "720p/index.m3u8")));
        assertThat(playlist.text()).isEqualTo(golden("ladder.m3u8"));
    }

    @Test
    void picturesWithoutCaptionsSaySo() throws IOException {
        var variant =
                new MultivariantPlaylist.Variant(
                        6_400_000,
                        5_900_000,
                        List.of("avc1.640028"),
                        new MultivariantPlaylist.Picture(1920, 1080, 30_000),
                        null,
                        "source/index.m3u8");
        assertThat(withoutCaptions(variant).text()).isEqualTo(golden("no-captions.m3u8"));
    }

    @Test
    void audioAlone() throws IOException {
        var variant =
                new MultivariantPlaylist.Variant(
                        130_000, 128_000, List.of("mp4a.40.2"), null, null, "audio/index.m3u8");
        assertThat(withoutCaptions(variant).text()).isEqualTo(golden("audio-alone.m3u8"));
    }

    private static MultivariantPlaylist withoutCaptions(MultivariantPlaylist.Variant only) {
        return new MultivariantPlaylist(true, false, List.of(), List.of(only));
    }

    private static MediaPlaylist.Segment segment(
            long msn, long duration, int timescale, long millis, long discontinuity, boolean gap) {
        return new MediaPlaylist.Segment(
                msn + ".m4s",
                duration,
                timescale,
                START.plusMillis(millis),
                "init-" + discontinuity + ".mp4",
                null,
                discontinuity,
                gap,
                List.of());
    }

    static String golden(String name) throws IOException {
        try (var in = PlaylistTextTest.class.getResourceAsStream("/playlist/" + name)) {
            return new String(
                    Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
