package tv.headwater.e2e.audience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlayheadTest {

    private static final Duration PART = Duration.ofMillis(200);

    private static long at(long millis) {
        // As nanoTime may be: negative, and about to wrap.
        return Long.MAX_VALUE - 1_000_000_000 + millis * 1_000_000;
    }

    @Test
    void stallsWhenAPartIsNotThereInItsTurn() {
        var playhead = new Playhead(at(0), Duration.ofMillis(500));
        playhead.arrived(at(400), PART);
        playhead.arrived(at(700), PART);
        assertThat(playhead.stalled(at(900))).isZero();

        assertThat(playhead.stalled(at(1_000))).isEqualTo(Duration.ofMillis(100));
        playhead.arrived(at(1_100), PART);
        assertThat(playhead.stalled(at(1_300))).isEqualTo(Duration.ofMillis(200));
        assertThat(playhead.stalled(at(1_350))).isEqualTo(Duration.ofMillis(250));
        assertThat(playhead.received()).isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void knowsTheLongestSilence() {
        var playhead = new Playhead(at(0), Duration.ofMillis(500));
        playhead.arrived(at(400), PART);
        playhead.arrived(at(500), PART);

        assertThat(playhead.longestSilence(at(600))).isEqualTo(Duration.ofMillis(400));
        assertThat(playhead.longestSilence(at(1_100))).isEqualTo(Duration.ofMillis(600));
    }
}
