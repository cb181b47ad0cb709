package tv.headwater.ingest.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {

    private static final long NOW = 1_793_491_200_000_000L;

    private final Timeline timeline = new Timeline(() -> NOW);

    @Test
    void addsTheOrigin() {
        var time = timeline.video(40, 80);

        assertThat(time.dts()).isEqualTo(90_000 + 40 * 90);
        assertThat(time.pts()).isEqualTo(90_000 + 120 * 90);
        assertThat(time.discontinuity()).isFalse();
    }

    @Test
    void readsTheWallClockOncePerDiscontinuity() {
        timeline.video(1000, 0);
        assertThat(timeline.wallClockOrigin()).isEqualTo(NOW - 2_000_000);
        timeline.video(3000, 0);
        assertThat(timeline.wallClockOrigin()).isEqualTo(NOW - 2_000_000);
    }

    /** Both tracks for a minute across each clock edge of 24-bit RTMP, 32 bits at 90 and 48 kHz, 33 at 90, 31 and 32 of ms. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                1L << 24,
                (1L << 32) / 90,
                (1L << 32) / 48,
                (1L << 33) / 90,
                1L << 31,
                1L << 32
            })
    void runsAcrossClockEdges(long edge) {
        timeline.audioRate(48_000);
        long start = edge - 30_000;
        long startTicks = 90_000 + start * 90;
        int audio = 0;
        for (int frame = 0; frame < 1800; frame++) {
            long ms = Math.round(frame * 1000 / 30.0);
            while (audio * 64 / 3.0 <= ms) {
                var sound = timeline.audio((int) (start + Math.round(audio * 64 / 3.0)), 1024);
                assertThat(sound.discontinuity()).isFalse();
                assertThat(sound.pts()).isEqualTo(startTicks + audio * 1920L);
                audio++;
            }
            var picture = timeline.video((int) (start + ms), 66);
            assertThat(picture.discontinuity()).isFalse();
            assertThat(picture.dts()).isEqualTo(startTicks + ms * 90);
            assertThat(picture.pts()).isEqualTo(picture.dts() + 66 * 90);
        }
    }

    @Test
    void doesNotDriftAt2997() {
        for (int frame = 0; frame < 200_000; frame++) {
            double exact = frame * 1001.0 / 30;
            var time = timeline.video((int) Math.round(exact), 0);
            assertThat((double) time.dts()).isCloseTo(90_000 + exact * 90, within(45.1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {44_100, 48_000, 32_000, 22_050, 96_000})
    void givesEverySamplePositionBack(int rate) {
        timeline.audioRate(rate);
        long first = -1;
        for (int frame = 0; frame < 50_000; frame++) {
            int ms = (int) Math.round(333 + frame * 1024_000.0 / rate);
            long position = Math.round(timeline.audio(ms, 1024).pts() * (double) rate / 90_000);
            first = first < 0 ? position : first;
            assertThat(position).isEqualTo(first + frame * 1024L);
        }
        assertThat(first * 1000.0 / rate).isCloseTo(1333, within(0.5));
    }

    /** Opus packets of 2.5 to 120 ms, mixed as they come: an hour of them ends where its samples do. */
    @ParameterizedTest
    @ValueSource(strings = {"120", "480", "960", "2880", "5760", "120,960,2880,480,5760,1920"})
    void packetsOfAnyLengthDoNotDrift(String lengths) {
        timeline.audioRate(48_000);
        var samples = Arrays.stream(lengths.split(",", -1)).mapToInt(Integer::parseInt).toArray();
        long position = 0;
        for (int packet = 0; position < 3600L * 48_000; packet++) {
            int length = samples[packet % samples.length];
            int ms = (int) Math.round(position / 48.0);
            assertThat(timeline.audio(ms, length).pts())
                    .isEqualTo(90_000 + Math.round(position * 90 / 48.0));
            position += length;
        }
    }

    @Test
    void audioFollowsTheClockBeyond40Ms() {
        timeline.audioRate(48_000);
        assertThat(timeline.audio(0, 1024).pts()).isEqualTo(90_000);
        assertThat(timeline.audio(60, 1024).pts()).isEqualTo(91_920);
        assertThat(timeline.audio(100, 1024).pts()).isEqualTo(90_000 + 9_000);
        assertThat(timeline.audio(102, 1024).pts()).isEqualTo(90_000 + 9_000 + 1_920);
    }

    @Test
    void audioNeverGoesBack() {
        timeline.audioRate(48_000);
        long last = -1;
        for (int frame = 0; frame < 200; frame++) {
            var time = timeline.audio(frame * 5, 1024);
            assertThat(time.pts()).isGreaterThan(last);
            last = time.pts();
        }
        assertThat(last)
                .isLessThanOrEqualTo(90_000 + 200 * 5 * 90 + SampleClock.RESYNC_TICKS + 1920);
    }

    @Test
    void aRepeatedAudioFormKeepsTheCount() {
        timeline.audioRate(48_000);
        timeline.audio(0, 1024);
        timeline.audioRate(48_000);
        assertThat(timeline.audio(22, 1024).pts()).isEqualTo(91_920);
    }

    @Test
    void videoTimesGrowStrictly() {
        long first = timeline.video(100, 0).dts();
        assertThat(timeline.video(100, 0).dts()).isEqualTo(first + 1);
        assertThat(timeline.video(50, 0).dts()).isEqualTo(first + 2);
        assertThat(timeline.video(200, 0).dts()).isEqualTo(first + 9_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 20_000, 3_600_000, -5, Integer.MIN_VALUE})
    void aJumpMovesBothTracksTogether(int after) {
        timeline.audioRate(48_000);
        int before = 5_000;
        timeline.audio(before, 1024);
        long last = timeline.video(before, 0).dts();

        var picture = timeline.video(after, 0);
        var sound = timeline.audio(after + 10, 1024);
        var next = timeline.video(after + 33, 0);

        assertThat(picture.discontinuity()).isTrue();
        assertThat(picture.dts()).isGreaterThan(last).isLessThan(last + 90_000);
        assertThat(sound.discontinuity()).isFalse();
        assertThat(sound.pts() - picture.dts()).isCloseTo(900, within(2L));
        assertThat(next.dts() - picture.dts()).isEqualTo(33 * 90);
        assertThat(timeline.wallClockOrigin()).isCloseTo(NOW - picture.dts() * 100 / 9, within(1L));
    }

    @Test
    void lateInterleavingIsNoJump() {
        timeline.audioRate(48_000);
        for (int ms = 0; ms < 10_000; ms += 20) {
            assertThat(timeline.video(ms + 3_000, 0).discontinuity()).isFalse();
            assertThat(timeline.audio(ms, 1024).discontinuity()).isFalse();
        }
    }

    @Test
    void aPauseUpTo10SecondsIsNoJump() {
        timeline.video(0, 0);
        assertThat(timeline.video(10_000, 0).discontinuity()).isFalse();
        assertThat(timeline.video(20_001, 0).discontinuity()).isTrue();
    }

    @Test
    void backwardsUpToASecondIsNoJump() {
        timeline.video(5_000, 0);
        assertThat(timeline.video(4_000, 0).discontinuity()).isFalse();
        assertThat(timeline.video(3_999, 0).discontinuity()).isTrue();
    }
}
