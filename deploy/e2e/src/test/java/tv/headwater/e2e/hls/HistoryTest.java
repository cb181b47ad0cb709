package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tv.headwater.e2e.hls.playlist.Texts.ENDED;
import static tv.headwater.e2e.hls.playlist.Texts.LOW_LATENCY;
import static tv.headwater.e2e.hls.playlist.Texts.change;
import static tv.headwater.e2e.hls.playlist.Texts.media;
import static tv.headwater.e2e.hls.playlist.Texts.sentences;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.e2e.hls.playlist.Finding;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class HistoryTest {

    private static final String NINE =
            LOW_LATENCY.substring(
                    LOW_LATENCY.indexOf("#EXT-X-PROGRAM"),
                    LOW_LATENCY.indexOf("#EXT-X-PROGRAM-DATE-TIME:2026-11-27T10:00:00"));

    private static final String PARTS_OF_ELEVEN =
            """
            #EXT-X-PART:DURATION=1.0,URI="11.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=1.0,URI="11.1.m4s"
            """;

    private static final String HINT =
            """
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="13.1.m4s"
            """;

    private static final String PART_AND_HINT =
            """
            #EXT-X-PART:DURATION=1.0,URI="13.1.m4s"
            #EXT-X-PRELOAD-HINT:TYPE=PART,URI="13.2.m4s"
            """;

    /** One part on, one segment less, and the parts of segment 11 are not listed any more. */
    private static final String NEXT =
            change(change(change(LOW_LATENCY, NINE, ""), PARTS_OF_ELEVEN, ""), HINT, PART_AND_HINT)
                    .replace("MEDIA-SEQUENCE:9", "MEDIA-SEQUENCE:10");

    private final Findings findings = Findings.none("index.m3u8");
    private final History history = new History(findings);

    @Test
    void findsNothingWhereNothingIsWrong() {
        assertThat(history.on(media(LOW_LATENCY))).isEmpty();
        assertThat(history.on(media(LOW_LATENCY))).isEmpty();
        assertThat(history.on(media(NEXT))).extracting(Segment::msn).containsExactly(9L);

        assertThat(findings.list()).isEmpty();
    }

    /** Segment 12 is the first: its discontinuity has left with those before it, or stands there still. */
    @Test
    void discontinuitiesAreCountedAsTheyLeave() {
        history.on(media(LOW_LATENCY));
        int from = NEXT.indexOf("#EXT-X-MAP");
        int to = NEXT.indexOf("#EXT-X-DISCONTINUITY\n");
        var without = NEXT.substring(0, from) + NEXT.substring(to);
        var with = without.replace("MEDIA-SEQUENCE:10", "MEDIA-SEQUENCE:12") + "#EXT-X-ENDLIST\n";
        var gone =
                change(with, "#EXT-X-DISCONTINUITY\n", "").replace("Y-SEQUENCE:3", "Y-SEQUENCE:4");

        history.on(media(with));
        assertThat(findings.list()).isEmpty();
        var another = new History(findings);
        another.on(media(LOW_LATENCY));
        another.on(media(gone));
        assertThat(findings.list()).isEmpty();

        another = new History(findings);
        another.on(media(LOW_LATENCY));
        another.on(media(gone.replace("Y-SEQUENCE:4", "Y-SEQUENCE:3")));
        assertThat(sentences(findings))
                .singleElement()
                .asString()
                .contains("segment 12 discontinuity sequence was 4 and is 3");
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments("MEDIA-SEQUENCE:10", "MEDIA-SEQUENCE:8", "media sequence went back"),
                arguments("MEDIA-SEQUENCE:10", "MEDIA-SEQUENCE:8", "the end went back"),
                arguments("MEDIA-SEQUENCE:10", "MEDIA-SEQUENCE:20", "from 13 on were never listed"),
                arguments(
                        "MEDIA-SEQUENCE:10", "MEDIA-SEQUENCE:11", "segment 11 URI was 11.m4s and"),
                arguments("Y-SEQUENCE:3", "Y-SEQUENCE:2", "discontinuity sequence went back"),
                arguments("\n11.m4s", "\n11-b.m4s", "segment 11 URI was 11.m4s and is 11-b.m4s"),
                arguments(
                        "2.000000,\n11", "1.999999,\n11", "segment 11 duration was 2.0 and is 1.9"),
                arguments("10:00:02.000Z", "10:00:02.001Z", "segment 11 date was"),
                arguments(
                        "init-4.mp4", "init-5.mp4", "segment 12 map was init-4.mp4 and is init-5"),
                arguments("#EXT-X-DISCONTINUITY\n", "", "segment 12 discontinuity sequence was 4"),
                arguments(
                        "\n11.m4s", "\n#EXT-X-GAP\n11.m4s", "segment 11 gap was false and is true"),
                arguments(
                        "#EXT-X-MAP:URI=\"init-4.mp4\"",
                        "#EXT-X-KEY:METHOD=NONE\n#EXT-X-MAP:URI=\"init-4.mp4\"",
                        "segment 12 key was null"),
                arguments("\"13.0.m4s\"", "\"13-b.m4s\"", "part 13.0 was"),
                arguments(
                        "#EXT-X-PART:DURATION=0.500000,URI=\"12.1.m4s\"\n",
                        "",
                        "segment 12 had 2 parts and has 1"),
                arguments("PART-TARGET=1.0", "PART-TARGET=1.5", "part target was"),
                arguments("TARGETDURATION:2", "TARGETDURATION:1", "target duration was 2 and is 1"),
                arguments("TARGETDURATION:2", "TARGETDURATION:3", "target duration was 2 and is 3"),
                arguments(
                        "TARGETDURATION:2", "TARGETDURATION:3", "segments were taken out and only"),
                arguments("CLASS=\"break\"", "CLASS=\"other\"", "date range ad CLASS was"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource
    void broken(String from, String to, String sentence) {
        history.on(media(LOW_LATENCY));
        history.on(media(change(NEXT, from, to)));

        assertThat(sentences(findings)).anySatisfy(found -> assertThat(found).contains(sentence));
    }

    @Test
    void thePartsOfTheOpenSegmentStay() {
        history.on(media(NEXT));
        history.on(media(change(NEXT, "#EXT-X-PART:DURATION=1.0,URI=\"13.1.m4s\"\n", "")));

        assertThat(sentences(findings))
                .singleElement()
                .asString()
                .contains("the end went back from 13.2 to 13.1");
    }

    @Test
    void aTargetDurationThatGrowsIsAFindingOfItsOwn() {
        history.on(media(LOW_LATENCY));
        history.on(media(change(LOW_LATENCY, "TARGETDURATION:2", "TARGETDURATION:3")));

        assertThat(findings.list())
                .extracting(Finding::kind)
                .containsExactly(Finding.Kind.TARGET_DURATION_GREW);
    }

    @Test
    void anEndIsFinal() {
        history.on(media(ENDED));
        history.on(media(ENDED));
        assertThat(findings.list()).isEmpty();

        history.on(media(change(ENDED, "#EXT-X-ENDLIST\n", "")));
        assertThat(sentences(findings))
                .singleElement()
                .asString()
                .contains("the playlist had ended and has changed");
    }
}
