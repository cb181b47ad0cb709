package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tv.headwater.e2e.hls.playlist.Texts.ENDED;
import static tv.headwater.e2e.hls.playlist.Texts.LOW_LATENCY;
import static tv.headwater.e2e.hls.playlist.Texts.change;
import static tv.headwater.e2e.hls.playlist.Texts.media;
import static tv.headwater.e2e.hls.playlist.Texts.sentences;

import java.net.URI;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.e2e.hls.playlist.Findings;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class PlaylistRulesTest {

    private static final URI SELF = URI.create("http://origin/live/s/source/index.m3u8");
    private static final URI AUDIO = URI.create("http://origin/live/s/audio/index.m3u8");

    private static final String PARTS_OF_TWELVE =
            """
            #EXT-X-PART:DURATION=1.0,URI="12.0.m4s",INDEPENDENT=YES
            #EXT-X-PART:DURATION=0.500000,URI="12.1.m4s"
            """;

    private static final String TWO_MAPS =
            """
            #EXT-X-PRELOAD-HINT:TYPE=MAP,URI="a"
            #EXT-X-PRELOAD-HINT:TYPE=MAP,URI="b"
            """;

    private final Findings findings = Findings.none("index.m3u8");

    @ParameterizedTest
    @ValueSource(strings = {LOW_LATENCY, ENDED})
    void findNothingWhereNothingIsWrong(String text) {
        PlaylistRules.check(media(text), findings);
        RenditionReportRules.check(media(text), SELF, Set.of(SELF, AUDIO), findings);

        assertThat(findings.list()).isEmpty();
    }

    static Stream<Arguments> lowLatency() {
        return Stream.of(
                arguments("TARGETDURATION:2", "TARGETDURATION:1", "9 of 2.0 s exceeds the target"),
                arguments(
                        "TARGETDURATION:2", "TARGETDURATION:0", "target duration is not positive"),
                arguments("VERSION:9", "VERSION:5", "version 5 is less than the 6 it needs"),
                arguments("#EXT-X-VERSION:9\n", "", "version 0 is less than the 6 it needs"),
                arguments("#EXT-X-MAP:URI=\"init-3.mp4\"\n", "", "and has no EXT-X-MAP"),
                arguments("\n10.m4s", "\n9.m4s", "9.m4s is listed twice"),
                arguments("11.1.m4s", "11.0.m4s", "11.0.m4s is listed twice"),
                arguments(
                        "#EXT-X-MAP:URI=\"init-4.mp4\"",
                        "#EXT-X-KEY:METHOD=NONE,URI=\"k\"\n#EXT-X-MAP:URI=\"init-4.mp4\"",
                        "a key of METHOD=NONE has more attributes"),
                arguments(
                        "#EXT-X-MAP:URI=\"init-4.mp4\"",
                        "#EXT-X-KEY:METHOD=SAMPLE-AES\n#EXT-X-MAP:URI=\"init-4.mp4\"",
                        "a key has no URI"),
                // Parts
                arguments(
                        "#EXT-X-PART-INF:PART-TARGET=1.0\n", "", "are parts and no EXT-X-PART-INF"),
                arguments(
                        "DURATION=1.0,URI=\"13.0",
                        "DURATION=1.1,URI=\"13.0",
                        "part 13.0 of 1.1 s exceeds the target of 1.0"),
                arguments(
                        "DURATION=1.0,URI=\"12.0",
                        "DURATION=0.84,URI=\"12.0",
                        "part 12.0 of 0.84 s is less than 85 % of the target"),
                arguments(
                        "DURATION=0.500000,URI=\"12.1",
                        "DURATION=0.503,URI=\"12.1",
                        "the parts of segment 12 last 1.5"),
                arguments(
                        "URI=\"12.0.m4s\",INDEPENDENT=YES",
                        "URI=\"12.0.m4s\"",
                        "part 12.0 begins an independent segment and is not INDEPENDENT"),
                arguments(
                        "URI=\"12.1.m4s\"",
                        "URI=\"12.1.m4s\",GAP=YES",
                        "part 12.1 is a gap and its segment is none"),
                arguments(PARTS_OF_TWELVE, "", "segment 12 has no parts and the one before it has"),
                // Server control
                arguments("PART-HOLD-BACK=3.0,", "", "EXT-X-PART-INF and no PART-HOLD-BACK"),
                arguments("PART-HOLD-BACK=3.0", "PART-HOLD-BACK=2.9", "2.9 s is less than 3 part"),
                arguments("CAN-BLOCK-RELOAD=YES,", "", "EXT-X-PART-INF and no CAN-BLOCK-RELOAD"),
                arguments(",HOLD-BACK=6.0", ",HOLD-BACK=5.9", "5.9 s is less than 3 target"),
                arguments("UNTIL=12.0", "UNTIL=11.9", "11.9 s is less than 6 target"),
                arguments(
                        "#EXT-X-MAP",
                        "#EXT-X-SKIP:SKIPPED-SEGMENTS=2\n#EXT-X-MAP",
                        "only 8.5 s are left of a playlist that skips until 12.0"),
                // Hints
                arguments(
                        "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"13.1.m4s\"\n",
                        "",
                        "0 parts are hinted at and not one"),
                arguments(
                        "#EXT-X-PRELOAD",
                        "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"13.2.m4s\"\n#EXT-X-PRELOAD",
                        "2 parts are hinted at and not one"),
                arguments(
                        "#EXT-X-PRELOAD",
                        TWO_MAPS + "#EXT-X-PRELOAD",
                        "more than one init segment is hinted at"),
                arguments(
                        "13.1.m4s", "13.2.m4s", "13.2.m4s is hinted at and part 13.1 is the next"),
                arguments(
                        "13.1.m4s", "14.0.m4s", "14.0.m4s is hinted at and part 13.1 is the next"),
                arguments("13.1.m4s", "13.0.m4s", "13.0.m4s is hinted at and listed"),
                arguments(
                        "LAST-PART=0\n",
                        "LAST-PART=0\n#EXT-X-ENDLIST\n",
                        "a hint is given where no part can follow"),
                arguments(
                        "LAST-PART=0\n",
                        "LAST-PART=0\n#EXT-X-ENDLIST\n",
                        "the playlist has ended within a segment"),
                // Dates
                arguments(
                        "10:00:02.000Z",
                        "10:00:02.011Z",
                        "its durations make 2026-11-27T10:00:02Z"),
                arguments("10:00:00.000Z", "09:59:59.900Z", "segment 10 is of"),
                arguments("11:00:01.500Z", "11:00:01.600Z", "segment 13 is of"),
                arguments(
                        "#EXT-X-PROGRAM-DATE-TIME:2026-11-27T10:00:02.000Z\n",
                        "",
                        "segment 11 has no date"),
                arguments(
                        "START-DATE=\"2026-11-27T11:00:01Z\",",
                        "",
                        "date range \"ad\" has no START-DATE"),
                arguments(
                        "DURATION=1.5,", "END-ON-NEXT=YES,DURATION=1.5,", "END-ON-NEXT and an end"),
                arguments(
                        "CLASS=\"break\",START-DATE=\"2026-11-27T11:00:01Z\",DURATION=1.5",
                        "START-DATE=\"2026-11-27T11:00:01Z\",END-ON-NEXT=YES",
                        "has END-ON-NEXT and no CLASS"),
                arguments(
                        "DURATION=1.5,",
                        "END-DATE=\"2026-11-27T11:00:00Z\",",
                        "ends before it starts"),
                arguments(
                        "DURATION=1.5,",
                        "DURATION=1.5,END-DATE=\"2026-11-27T11:00:03Z\",",
                        "ends at another time than its DURATION says"),
                arguments(
                        "#EXT-X-PRELOAD",
                        "#EXT-X-DATERANGE:ID=\"ad\",CLASS=\"other\"\n#EXT-X-PRELOAD",
                        "has another CLASS than before"),
                // Reports
                arguments(
                        "#EXT-X-RENDITION-REPORT:URI=\"../audio/index.m3u8\",LAST-MSN=13,LAST-PART=0\n",
                        "",
                        "there is no report of /live/s/audio/index.m3u8"),
                arguments("../audio/", "http://origin/live/s/audio/", "is not relative"),
                arguments("../audio/", "../source/", "the playlist reports of itself"),
                arguments(
                        "LAST-PART=0\n",
                        "LAST-PART=0\n#EXT-X-RENDITION-REPORT:URI=\"../audio/index.m3u8\",LAST-MSN=13,LAST-PART=0\n",
                        "is reported of twice"),
                arguments(",LAST-MSN=13", "", "has no LAST-MSN"),
                arguments(",LAST-PART=0", "", "has no LAST-PART"),
                arguments("LAST-MSN=13", "LAST-MSN=17", "to be at 17 where this one is at 13"),
                arguments("LAST-MSN=13", "LAST-MSN=9", "to be at 9 where this one is at 13"),
                arguments(
                        "LAST-PART=0", "LAST-PART=9", "to be at part 9 and a segment has no more"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource
    void lowLatency(String from, String to, String sentence) {
        var playlist = media(change(LOW_LATENCY, from, to));

        PlaylistRules.check(playlist, findings);
        RenditionReportRules.check(playlist, SELF, Set.of(SELF, AUDIO), findings);

        assertThat(sentences(findings)).anySatisfy(found -> assertThat(found).contains(sentence));
    }

    @Test
    void partsLeaveWhenTheyAreOld() {
        var text =
                new StringBuilder(
                        LOW_LATENCY.substring(0, LOW_LATENCY.indexOf("#EXT-X-DATERANGE")));
        for (int msn = 13; msn < 18; msn++) {
            text.append("#EXTINF:2.0,\n").append(msn).append(".m4s\n");
        }

        PlaylistRules.check(media(text.toString()), findings);

        assertThat(sentences(findings))
                .anySatisfy(found ->
                        assertThat(found)
                                .contains("parts of segment 11 are listed 4 target durations"));
    }

    @Test
    void datesNeedDatedSegments() {
        var text = LOW_LATENCY.replaceAll("#EXT-X-PROGRAM-DATE-TIME:.*\n", "");

        PlaylistRules.check(media(text), findings);

        assertThat(sentences(findings))
                .anySatisfy(found -> assertThat(found).contains("is in a playlist without dates"));
    }

    @Test
    void whatSkipsAnnouncesIt() {
        var text = change(ENDED, "#EXT-X-MAP", "#EXT-X-SKIP:SKIPPED-SEGMENTS=2\n#EXT-X-MAP");

        PlaylistRules.check(media(text), findings);

        assertThat(sentences(findings))
                .anySatisfy(found -> assertThat(found).contains("CAN-SKIP-UNTIL is not announced"))
                .anySatisfy(found -> assertThat(found).contains("version 6 is less than the 9"));
    }
}
