package tv.headwater.packager.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.packager.crypt.KeyTag;
import tv.headwater.packager.playlist.MediaPlaylist.LowLatency;
import tv.headwater.packager.playlist.MediaPlaylist.PartialSegment;
import tv.headwater.packager.playlist.MediaPlaylist.Segment;
import tv.headwater.packager.playlist.PastSegments.Block;
import tv.headwater.packager.playlist.PastSegments.Place;

/** A past and a playlist read as one playlist of all of them. */
class PastSegmentsTest {

    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final int COUNT = 40;

    /** Two seconds each, a discontinuity before every fifteenth; six in the clear, then ten with each key. */
    private static final List<Segment> SEGMENTS = segments();

    private static final LowLatency LOW_LATENCY =
            new LowLatency(
                    334,
                    new PartialSegment("init-2.mp4", key(COUNT), 2, List.of()),
                    "47.0.m4s",
                    List.of());

    private static final String RANGE = "#EXT-X-DATERANGE:ID=\"a\"\n";

    private static List<Segment> segments() {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            int discontinuity = i / 15;
            segments.add(
                    new Segment(
                            (7 + i) + ".m4s",
                            180_000,
                            90_000,
                            START.plusSeconds(2L * i),
                            "init-" + discontinuity + ".mp4",
                            key(i),
                            discontinuity,
                            i == 3,
                            List.of()));
        }
        return segments;
    }

    private static @Nullable KeyTag key(int segment) {
        int number = (segment + 4) / 10;
        return number == 0 ? null : KeyTag.aes128("../keys/" + number);
    }

    private static MediaPlaylist playlist(int from, boolean lowLatency) {
        return new MediaPlaylist(
                2,
                7 + from,
                SEGMENTS.get(from).discontinuitySequence(),
                true,
                DateRangeTags.of(List.of(RANGE)),
                SEGMENTS.subList(from, COUNT),
                lowLatency ? LOW_LATENCY : null,
                false);
    }

    /** The first {@code count}, in blocks of eight. */
    private static PastSegments past(int count) {
        List<Block> blocks = new ArrayList<>();
        var place = new Place("", null, 0);
        for (int from = 0; from < count; from += 8) {
            var segments = SEGMENTS.subList(from, Math.min(count, from + 8));
            blocks.add(Block.of(7 + from, place, segments, true));
            place = blocks.getLast().end();
        }
        return new PastSegments(blocks);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 14, 15, 16, 30, 33, 39})
    void theWholeIsTheSame(int seam) {
        assertThat(playlist(seam, true).text(past(seam), Skip.NOTHING).toString())
                .isEqualTo(playlist(0, true).text());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 14, 15, 16, 30, 32})
    void soIsTheDelta(int seam) {
        assertThat(playlist(seam, true).text(past(seam), Skip.SEGMENTS).toString())
                .isEqualTo(playlist(0, true).text(PastSegments.NONE, Skip.SEGMENTS).toString());
    }

    /** The boundary of twelve seconds lies in the past: of that, whole blocks go. */
    @Test
    void aShortWindowKeepsABlockOfThePast() {
        var delta = playlist(38, true).text(past(38), Skip.SEGMENTS).toString();
        assertThat(delta)
                .contains(
                        """
                        #EXT-X-SKIP:SKIPPED-SEGMENTS=32
                        #EXT-X-KEY:METHOD=AES-128,URI="../keys/3"
                        #EXT-X-MAP:URI="init-2.mp4"
                        #EXT-X-PROGRAM-DATE-TIME\
                        """);
        assertThat(playlist(38, true).text(past(38), Skip.NOTHING).toString())
                .endsWith(delta.substring(delta.indexOf("#EXT-X-PROGRAM-DATE-TIME")));
    }

    @Test
    void withAPastWholeSegmentsHaveDeltasToo() {
        var plain = playlist(30, false);
        assertThat(plain.text(past(30), Skip.NOTHING).toString())
                .startsWith(
                        """
                        #EXTM3U
                        #EXT-X-VERSION:9
                        #EXT-X-INDEPENDENT-SEGMENTS
                        #EXT-X-TARGETDURATION:2
                        #EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=12.0,CAN-SKIP-DATERANGES=YES
                        #EXT-X-MEDIA-SEQUENCE:7
                        #EXT-X-DISCONTINUITY-SEQUENCE:0
                        #EXT-X-DATERANGE:ID="a"
                        #EXT-X-MAP:URI="init-0.mp4"
                        """);
        assertThat(plain.text(past(30), Skip.SEGMENTS).toString())
                .contains(
                        """
                        #EXT-X-SKIP:SKIPPED-SEGMENTS=34
                        #EXT-X-KEY:METHOD=AES-128,URI="../keys/3"
                        #EXT-X-MAP:URI="init-2.mp4"
                        #EXT-X-PROGRAM-DATE-TIME\
                        """)
                .contains("#EXT-X-KEY:METHOD=AES-128,URI=\"../keys/4\"\n#EXT-X-PROGRAM-DATE-TIME")
                .containsOnlyOnce("keys/3")
                .endsWith("46.m4s\n");
        assertThat(plain.text(PastSegments.NONE, Skip.SEGMENTS).toString())
                .isEqualTo(plain.text())
                .doesNotContain("SERVER-CONTROL");
    }

    @Test
    void oneThatIsNotIndependentIsToldOf() {
        var past =
                new PastSegments(
                        List.of(
                                Block.of(
                                        7, new Place("", null, 0), SEGMENTS.subList(0, 1), false)));
        assertThat(playlist(1, true).text(past, Skip.NOTHING).toString())
                .doesNotContain("INDEPENDENT-SEGMENTS");
    }
}
