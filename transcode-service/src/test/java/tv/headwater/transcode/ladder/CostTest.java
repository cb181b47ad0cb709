package tv.headwater.transcode.ladder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.stream.Ladder;

class CostTest {

    /** What was measured, give or take what machines differ by. */
    @ParameterizedTest
    @CsvSource({
        "1280, 720,  30, LOW_LATENCY, 0.25, 0.40",
        "1280, 720,  60, LOW_LATENCY, 0.50, 0.80",
        "1920, 1080, 30, LOW_LATENCY, 0.55, 0.80",
        "1920, 1080, 30, QUALITY,     0.75, 1.10"
    })
    void isWhatALadderOfH264Takes(
            int width, int height, double rate, Profile profile, double least, double most) {
        assertThat(auto(width, height, rate, profile).total()).isBetween(least, most);
    }

    @Test
    void sheddingTakesTheRungAwayAndTheLastOneTheDecoderToo() {
        var cost = auto(1280, 720, 30, Profile.LOW_LATENCY);
        var all = cost.encode().keySet();
        assertThat(all)
                .containsExactly(
                        new Rendition("480p"), new Rendition("360p"), new Rendition("240p"));

        double top = cost.encode().getOrDefault(new Rendition("480p"), 0.0);
        assertThat(top).isGreaterThan(cost.total() / 4);
        assertThat(cost.without(Set.of(new Rendition("480p"))))
                .isCloseTo(cost.total() - top, within(1e-9));
        assertThat(cost.without(all)).isZero();
    }

    @Test
    void nothingToEncodeCostsNothing() {
        assertThat(auto(128, 72, 30, Profile.QUALITY).total()).isZero();
    }

    @Test
    void anUnknownFrameRateCountsAsTheUsualOne() {
        assertThat(auto(1280, 720, 0, Profile.LOW_LATENCY).total())
                .isEqualTo(auto(1280, 720, 30, Profile.LOW_LATENCY).total());
    }

    private static Cost auto(int width, int height, double rate, Profile profile) {
        return Cost.of(
                FourCc.AVC1,
                width,
                height,
                rate,
                profile,
                LadderPlan.choose(Ladder.AUTO, width, height, rate));
    }
}
