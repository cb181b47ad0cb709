package tv.headwater.e2e.hls.playlist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeltaTest {

    private static final String HEADER =
            """
            #EXTM3U
            #EXT-X-VERSION:9
            #EXT-X-TARGETDURATION:2
            #EXT-X-MEDIA-SEQUENCE:%d
            #EXT-X-DISCONTINUITY-SEQUENCE:%d
            """;

    private static final List<String> SEGMENTS =
            List.of(
                    "#EXT-X-MAP:URI=\"init-0.mp4\"\n#EXTINF:2.0,\n0.m4s\n",
                    "#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI=\"init-1.mp4\"\n#EXTINF:2.0,\n1.m4s\n",
                    "#EXTINF:2.0,\n2.m4s\n",
                    "#EXTINF:1.5,\n3.m4s\n",
                    "#EXTINF:2.0,\n4.m4s\n");

    private static MediaPlaylist full(int count) {
        return Texts.media(HEADER.formatted(0, 0) + String.join("", SEGMENTS.subList(0, count)));
    }

    private static MediaPlaylist delta(int mediaSequence, int skipped, List<String> segments) {
        return Texts.media(
                HEADER.formatted(mediaSequence, mediaSequence == 0 ? 0 : 1)
                        + "#EXT-X-SKIP:SKIPPED-SEGMENTS="
                        + skipped
                        + "\n"
                        + String.join("", segments));
    }

    @Test
    void makesTheFullPlaylist() {
        var made = Delta.apply(full(3), delta(0, 2, SEGMENTS.subList(2, 5))).orElseThrow();

        assertThat(made.content()).isEqualTo(full(5).content());
    }

    @Test
    void makesTheFullPlaylistThatHasMovedOn() {
        var made = Delta.apply(full(4), delta(1, 2, SEGMENTS.subList(3, 5))).orElseThrow();

        var expected =
                Texts.media(
                        HEADER.formatted(1, 1)
                                + "#EXT-X-MAP:URI=\"init-1.mp4\"\n#EXTINF:2.0,\n1.m4s\n"
                                + String.join("", SEGMENTS.subList(2, 5)));
        assertThat(made.content()).isEqualTo(expected.content());
    }

    @Test
    void differsWhereASegmentIsNotWhatItWas() {
        var made =
                Delta.apply(full(3), delta(0, 2, List.of("#EXTINF:1.9,\n2.m4s\n"))).orElseThrow();

        assertThat(made.content()).isNotEqualTo(full(3).content());
    }

    @Test
    void isNothingWhereMoreIsSkippedThanIsKnown() {
        assertThat(Delta.apply(full(3), delta(0, 4, SEGMENTS.subList(4, 5)))).isEmpty();
        var later = delta(2, 1, SEGMENTS.subList(3, 5));
        var earlier = Texts.media(HEADER.formatted(3, 1) + SEGMENTS.get(3) + SEGMENTS.get(4));
        assertThat(Delta.apply(earlier, later)).isEmpty();
    }
}
