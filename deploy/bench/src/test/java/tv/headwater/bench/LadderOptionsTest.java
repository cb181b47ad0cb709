package tv.headwater.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.transcode.ladder.Profile;

class LadderOptionsTest {

    private static LadderOptions parse(String... options) {
        var args = new String[options.length + 1];
        args[0] = "ladder";
        System.arraycopy(options, 0, args, 1, options.length);
        return LadderOptions.parse(args);
    }

    @Test
    void everyOptionIsTaken() {
        var options =
                parse(
                        "--seconds",
                        "10",
                        "--size",
                        "1280x720",
                        "--rate",
                        "60",
                        "--rounds",
                        "2",
                        "--decoder-threads",
                        "4",
                        "--profile",
                        "quality",
                        "--clip",
                        "a.mp4",
                        "--out",
                        "b.json");
        assertThat(options)
                .isEqualTo(
                        new LadderOptions(
                                10,
                                1280,
                                720,
                                60,
                                2,
                                4,
                                Profile.QUALITY,
                                Path.of("a.mp4"),
                                Path.of("b.json")));
        assertThat(parse().seconds()).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({
        "--seconds, 5, --seconds 5 is not in 6..600",
        "--seconds, x, --seconds x is not in 6..600",
        "--size, 1280, --size 1280 is not like 1920x1080",
        "--profile, fast, --profile fast is not low-latency or quality",
        "--colour, red, unknown option --colour for bench ladder",
    })
    void anythingElseIsRefusedWithASentence(String option, String value, String sentence) {
        assertThatThrownBy(() -> parse(option, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void anOptionWithoutItsValueIsRefused() {
        assertThatThrownBy(() -> parse("--seconds")).hasMessage("--seconds needs a value");
    }

    @Test
    void quantilesAreByNearestRank() {
        var values = List.of(1.0, 2.0, 3.0, 4.0);
        assertThat(LadderBench.quantile(values, 0.5)).isEqualTo(2);
        assertThat(LadderBench.quantile(values, 0.95)).isEqualTo(4);
        assertThat(LadderBench.quantile(values, 1)).isEqualTo(4);
    }

    @Test
    void theOriginHasOptionsOfItsOwn() {
        assertThat(OriginOptions.parse(new String[] {"origin", "--held", "5", "--out", "c.json"}))
                .isEqualTo(new OriginOptions(60, 5, 5, Path.of("c.json")));
        assertThatThrownBy(() -> OriginOptions.parse(new String[] {"origin", "--size", "1x1"}))
                .hasMessage("unknown option --size for bench origin");
    }

    @Test
    void theChoiceOfEdgesLikewise() {
        assertThat(PlacementOptions.parse(new String[] {"placement", "--edges", "7"}))
                .isEqualTo(
                        new PlacementOptions(7, 100_000, 2_000, Path.of("bench-placement.json")));
        assertThatThrownBy(() -> PlacementOptions.parse(new String[] {"placement", "--edges", "1"}))
                .hasMessage("--edges 1 is not in 2..1000");
    }
}
