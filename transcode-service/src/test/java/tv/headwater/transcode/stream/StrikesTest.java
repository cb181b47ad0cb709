package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StrikesTest {

    private final Strikes strikes = new Strikes(3);

    @Test
    void theThirdDeathInTheSamePlaceIsOneTooMany() {
        assertThat(strikes.strike(7, 10_000_000)).isFalse();
        assertThat(strikes.strike(7, 10_100_000)).isFalse();
        assertThat(strikes.strike(7, 10_200_000)).isTrue();
        assertThat(strikes.strike(8, 10_300_000)).isFalse();
    }

    @Test
    void whoGetsOnStartsAtZero() {
        for (int i = 1; i < 30; i++) {
            assertThat(strikes.strike(7, i * Strikes.PROGRESS_MICROS)).isFalse();
            assertThat(strikes.pause()).isZero();
        }
    }

    @Test
    void deathsInVainComeSlowerAndSlower() {
        for (int i = 0; i < 4; i++) {
            strikes.strike(i, 0);
            assertThat(strikes.pause()).isLessThanOrEqualTo(Strikes.FIRST_PAUSE);
        }
        var before = Duration.ZERO;
        for (int i = 4; i < 14; i++) {
            strikes.strike(i, 0);
            assertThat(strikes.pause()).isGreaterThanOrEqualTo(before);
            before = strikes.pause();
        }
        assertThat(before).isEqualTo(Strikes.LONGEST_PAUSE);
        assertThat(strikes.isHopeless()).isFalse();
        strikes.strike(14, 0);
        assertThat(strikes.isHopeless()).isTrue();
        assertThat(strikes.isHopeless()).isFalse();
        assertThat(strikes.pause()).isZero();
    }
}
