package tv.headwater.e2e.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static tv.headwater.e2e.hls.playlist.Texts.MULTIVARIANT;
import static tv.headwater.e2e.hls.playlist.Texts.change;
import static tv.headwater.e2e.hls.playlist.Texts.multivariant;
import static tv.headwater.e2e.hls.playlist.Texts.sentences;

import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.e2e.hls.playlist.Findings;

@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class MultivariantRulesTest {

    private static final URI SELF = URI.create("http://origin/live/s/index.m3u8");

    private final Findings findings = Findings.none("index.m3u8");

    @Test
    void findNothingWhereNothingIsWrong() {
        MultivariantRules.check(multivariant(MULTIVARIANT), findings);

        assertThat(findings.list()).isEmpty();
    }

    static Stream<Arguments> broken() {
        var media =
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Audio\",DEFAULT=YES,CHANNELS=\"2\",URI=\"b/index.m3u8\"\n";
        return Stream.of(
                arguments("#EXT-X-VERSION:6\n", "", "there is no version"),
                arguments("=900000", "=1000001", "of 1000001 exceeds BANDWIDTH of 1000000"),
                arguments(",AVERAGE-BANDWIDTH=900000", "", "has no AVERAGE-BANDWIDTH"),
                arguments(":BANDWIDTH=1000000", ":BANDWIDTH=0", "has a BANDWIDTH of 0"),
                arguments("avc1.64001f", "avc1.6400", "codec avc1.6400 is none of ours"),
                arguments("1f,mp4a.40.2", "1f, mp4a.40.2", "codec  mp4a.40.2 is none of ours"),
                arguments(",RESOLUTION=1280x720", "", "has video and no RESOLUTION"),
                arguments(",FRAME-RATE=30.000", "", "has video and no FRAME-RATE"),
                arguments("FRAME-RATE=30.000", "FRAME-RATE=0.000", "has video and no FRAME-RATE"),
                arguments("avc1.64001f,", "", "has a picture and no video codec"),
                arguments("avc1.64001f,mp4a.40.2", "avc1.64001f", "has audio and no audio codec"),
                arguments("AUDIO=\"audio\"", "AUDIO=\"sound\"", "there is no group sound of AUDIO"),
                arguments(
                        "GROUP-ID=\"audio\"",
                        "GROUP-ID=\"sound\"",
                        "no variant plays with group sound"),
                arguments("CHANNELS=\"2\",", "", "audio of group audio has no CHANNELS"),
                arguments("AUTOSELECT=YES", "AUTOSELECT=NO", "is DEFAULT and not AUTOSELECT"),
                arguments("360p/", "source/", "source/index.m3u8 is listed twice"),
                arguments("#EXT-X-MEDIA", media + "#EXT-X-MEDIA", "group audio has Audio twice"),
                arguments("#EXT-X-MEDIA", media + "#EXT-X-MEDIA", "group audio has two defaults"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource
    void broken(String from, String to, String sentence) {
        MultivariantRules.check(multivariant(change(MULTIVARIANT, from, to)), findings);

        assertThat(sentences(findings)).anySatisfy(found -> assertThat(found).contains(sentence));
    }

    @Test
    void theOrderStays() {
        var before = multivariant(MULTIVARIANT);
        int second = MULTIVARIANT.lastIndexOf("#EXT-X-STREAM-INF");
        int first = MULTIVARIANT.indexOf("#EXT-X-STREAM-INF");
        var without = multivariant(MULTIVARIANT.substring(0, second));
        var swapped =
                multivariant(
                        MULTIVARIANT.substring(0, first)
                                + MULTIVARIANT.substring(second)
                                + MULTIVARIANT.substring(first, second));

        MultivariantRules.order(before, before, findings);
        MultivariantRules.order(before, without, findings);
        assertThat(findings.list()).isEmpty();

        MultivariantRules.order(before, swapped, findings);
        assertThat(sentences(findings)).singleElement().asString().contains("were in the order");
    }

    /** Audio of 100 kbit/s is part of each variant's million. */
    @ParameterizedTest
    @CsvSource({"999000, false", "1001000, true"})
    void bandwidthIsWhatSegmentsMeasure(int bits, boolean over) {
        var rates = new Rates();
        for (long msn = 0; msn < 4; msn++) {
            rates.on(SELF.resolve("source/index.m3u8"), msn, bits * 2 / 8, 2);
            rates.on(SELF.resolve("audio/index.m3u8"), msn, 100_000 * 2 / 8, 2);
        }

        rates.check(multivariant(MULTIVARIANT), SELF, 2, findings);

        assertThat(findings.list()).hasSize(over ? 1 : 0);
        assertThat(sentences(findings))
                .allSatisfy(
                        found -> assertThat(found).contains("exceeds its BANDWIDTH of 1000000"));
    }

    @Test
    void whatIsNoLongerListedOrHasJustComeDoesNotCount() {
        var rates = new Rates();
        var source = SELF.resolve("source/index.m3u8");
        rates.on(source, 0, 1_000_000, 2);
        rates.on(source, 1, 1000, 2);
        rates.on(source, 2, 1_000_000, 2);
        rates.listedFrom(source, 1);
        rates.withoutNewest();

        rates.check(multivariant(MULTIVARIANT), SELF, 2, findings);

        assertThat(findings.list()).isEmpty();
    }
}
