package tv.headwater.transcode.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private long now = 5_000_000_000L;
    private final Watchdog watchdog =
            new Watchdog(Duration.ofSeconds(2), Duration.ofSeconds(10), 30, () -> now);

    /** Time passes, and somebody looks all the while. */
    private boolean hungAfter(double seconds) {
        boolean hung = false;
        for (int i = 0; i < seconds * 10; i++) {
            now += 100_000_000;
            hung = watchdog.isHung();
        }
        return hung;
    }

    private void pictures(int count) {
        for (int i = 0; i < count; i++) {
            watchdog.sending(true);
            watchdog.sent();
        }
    }

    @Test
    void silenceAfterManyPicturesIsAHang() {
        watchdog.sign();
        pictures(30);
        assertThat(hungAfter(1.9)).isFalse();
        assertThat(hungAfter(0.2)).isTrue();
    }

    @Test
    void aFewPicturesMayBeInTheEncoder() {
        watchdog.sign();
        pictures(29);
        assertThat(hungAfter(60)).isFalse();
    }

    @Test
    void whoDoesNotTakeWhatHeGetsHangs() {
        watchdog.sign();
        watchdog.sending(false);
        assertThat(hungAfter(1.9)).isFalse();
        assertThat(hungAfter(0.2)).isTrue();
    }

    @Test
    void theFirstPictureMayTakeLonger() {
        pictures(300);
        assertThat(hungAfter(9)).isFalse();
        assertThat(hungAfter(1.1)).isTrue();
    }

    @Test
    void whoseOutputIsNotTakenWaits() {
        watchdog.sign();
        pictures(100);
        watchdog.held(true);
        assertThat(hungAfter(60)).isFalse();
        watchdog.held(false);
        assertThat(hungAfter(1.9)).isFalse();
        assertThat(hungAfter(0.2)).isTrue();
    }

    @Test
    void everySignOfLifeCounts() {
        pictures(50);
        for (int i = 0; i < 20; i++) {
            watchdog.sign();
            pictures(50);
            assertThat(hungAfter(1.5)).isFalse();
        }
    }

    @Test
    void whoDrainsHasToFinish() {
        watchdog.sign();
        watchdog.draining();
        assertThat(hungAfter(1.9)).isFalse();
        watchdog.sign();
        assertThat(hungAfter(1.9)).isFalse();
        assertThat(hungAfter(0.2)).isTrue();
    }

    @Test
    void whatHappenedWhileNobodyLookedDoesNotCount() {
        watchdog.sign();
        pictures(100);
        assertThat(hungAfter(0.5)).isFalse();
        now += 20_000_000_000L;
        assertThat(watchdog.isHung()).isFalse();
        assertThat(hungAfter(1.2)).isFalse();
        assertThat(hungAfter(0.5)).isTrue();
    }
}
