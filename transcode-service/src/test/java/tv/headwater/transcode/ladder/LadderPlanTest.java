package tv.headwater.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.VideoCodec;

class LadderPlanTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    3840, 2160, 30,    1080p 1920x1080 4500000 720p 1280x720 2500000 480p 854x480 1200000 360p 640x360 700000 240p 426x240 350000
                    1920, 1080, 30,    720p 1280x720 2500000 480p 854x480 1200000 360p 640x360 700000 240p 426x240 350000
                    1920, 1080, 60,    720p 1280x720 3500000 480p 854x480 1680000 360p 640x360 980000 240p 426x240 490000
                    1920, 1088, 30,    1080p 1906x1080 4500000 720p 1270x720 2500000 480p 848x480 1200000 360p 636x360 700000 240p 424x240 350000
                    1280, 720,  30.01, 480p 854x480 1200000 360p 640x360 700000 240p 426x240 350000
                    1280, 720,  50,    480p 854x480 1680000 360p 640x360 980000 240p 426x240 490000
                    1280, 720,  0,     480p 854x480 1200000 360p 640x360 700000 240p 426x240 350000
                    1080, 1920, 30,    720p 720x1280 2500000 480p 480x854 1200000 360p 360x640 700000 240p 240x426 350000
                    720,  720,  30,    480p 480x480 1200000 360p 360x360 700000 240p 240x240 350000
                    1047, 576,  25,    480p 872x480 1200000 360p 654x360 700000 240p 436x240 350000
                    768,  576,  25,    480p 640x480 1200000 360p 480x360 700000 240p 320x240 350000
                    3440, 1440, 30,    1080p 2580x1080 4500000 720p 1720x720 2500000 480p 1146x480 1200000 360p 860x360 700000 240p 574x240 350000
                    428,  241,  30,    240p 426x240 350000
                    426,  240,  30,    ''
                    128,  72,   30,    ''
                    1,    1,    30,    ''
                    """)
    void autoChoosesWhatIsBelowTheSource(int width, int height, double frameRate, String plan) {
        assertThat(text(LadderPlan.choose(Ladder.AUTO, width, height, frameRate))).isEqualTo(plan);
    }

    @Test
    void theSourceAloneHasNoRungs() {
        assertThat(LadderPlan.choose(Ladder.SOURCE, 1920, 1080, 30)).isEmpty();
    }

    @Test
    void explicitRungsKeepTheirNamesAndBitratesAndAreSorted() {
        var ladder =
                new Ladder.Rungs(
                        List.of(
                                rung("low", 240, 300_000, VideoCodec.AV1),
                                rung("mid", 720, 2_000_000, VideoCodec.HEVC),
                                rung("mid-h264", 720, 3_000_000, VideoCodec.H264),
                                rung("high", 1080, 6_000_000, VideoCodec.H264)));

        assertThat(LadderPlan.choose(ladder, 1280, 720, 60))
                .containsExactly(
                        plan("mid-h264", 1280, 720, 3_000_000, VideoCodec.H264),
                        plan("mid", 1280, 720, 2_000_000, VideoCodec.HEVC),
                        plan("low", 426, 240, 300_000, VideoCodec.AV1));
        assertThat(LadderPlan.choose(ladder, 1919, 1079, 60))
                .extracting(rung -> rung.name().value())
                .containsExactly("mid-h264", "mid", "low");
        assertThat(LadderPlan.choose(ladder, 200, 400, 60)).isEmpty();
    }

    @Test
    void otherCodecsNeedFewerBits() {
        assertThat(LadderPlan.bitrate(2_500_000, VideoCodec.HEVC, 30)).isEqualTo(1_625_000);
        assertThat(LadderPlan.bitrate(2_500_000, VideoCodec.AV1, 30)).isEqualTo(1_500_000);
        assertThat(LadderPlan.bitrate(2_500_000, VideoCodec.HEVC, 60)).isEqualTo(2_275_000);
    }

    @Property
    void everyRungIsEvenAndSmallerThanTheSourceAndOfItsShape(
            @ForAll @IntRange(min = 1, max = 8192) int width,
            @ForAll @IntRange(min = 1, max = 8192) int height) {
        int above = Integer.MAX_VALUE;
        for (var rung : LadderPlan.choose(Ladder.AUTO, width, height, 30)) {
            assertThat(rung.width()).isEven().isLessThanOrEqualTo(width);
            assertThat(rung.height()).isEven().isLessThanOrEqualTo(height);
            assertThat(rung.height() < rung.width())
                    .isEqualTo(rung.width() != rung.height() && height < width);
            assertThat((double) rung.width() * height)
                    .isBetween(
                            ((double) width * rung.height()) - Math.max(width, height),
                            ((double) width * rung.height()) + Math.max(width, height));
            assertThat(Math.min(rung.width(), rung.height())).isLessThan(above);
            above = Math.min(rung.width(), rung.height());
        }
    }

    @Test
    void whatIsNoPictureIsRefused() {
        assertThatThrownBy(() -> LadderPlan.choose(Ladder.AUTO, 0, 720, 30))
                .hasMessage("picture of 0x720 has no size");
        assertThatThrownBy(() -> LadderPlan.choose(Ladder.AUTO, 1280, 720, Double.NaN))
                .hasMessage("frame rate NaN is none");
    }

    private static Ladder.Rung rung(String name, int height, int bitrate, VideoCodec codec) {
        return new Ladder.Rung(new Rendition(name), height, bitrate, codec);
    }

    private static RungPlan plan(
            String name, int width, int height, int bitrate, VideoCodec codec) {
        return new RungPlan(new Rendition(name), width, height, bitrate, codec);
    }

    private static String text(List<RungPlan> plan) {
        return String.join(
                " ",
                plan.stream()
                        .map(rung ->
                                "%s %dx%d %d"
                                        .formatted(
                                                rung.name(),
                                                rung.width(),
                                                rung.height(),
                                                rung.videoBitrate()))
                        .toList());
    }
}
