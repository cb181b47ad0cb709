package tv.headwater.ingest.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.node.SourceHealth;

class SourceMeterTest {

    private static final long SECOND = 90_000;
    private static final long AUDIO_FRAME = 1024 * SECOND / 48_000;

    private final SourceMeter meter = new SourceMeter();

    private void configure() {
        meter.configured(TestMedia.videoTrack());
        meter.configured(TestMedia.audioTrack());
    }

    /** Pictures from {@code from} on; every {@code gop}th is a keyframe. */
    private long pictures(long from, long duration, double fps, int gop, int size) {
        long frames = Math.round(duration * fps / SECOND);
        long dts = from;
        for (long i = 0; i < frames; i++) {
            dts = from + Math.round(i * SECOND / fps);
            meter.video(dts, dts, i % gop == 0, size);
        }
        return dts;
    }

    private void sound(long from, long duration, int size) {
        for (long dts = from; dts < from + duration; dts += AUDIO_FRAME) {
            meter.audio(dts, size);
        }
    }

    private SourceHealth measured() {
        return meter.measured(0).orElseThrow();
    }

    private SourceHealth.Video video() {
        var video = measured().video();
        assertThat(video).isNotNull();
        return video;
    }

    @ParameterizedTest
    @CsvSource({
        // seconds, fps, keyframe every, bytes -> rate, bit/s, s between keyframes
        "30, 30,    60,  12500, 30,    3000000, 2",
        "30, 29.97, 30,  12500, 29.97, 2997000, 1",
        "30, 12.5,  125, 1000,  12.5,  100000,  10",
        "3,  60,    120, 10000, 60,    4800000, 2",
        "40, 25,    500, 5000,  25,    1000000, 20",
    })
    void measuresRateBitrateAndKeyframes(
            int seconds,
            double fps,
            int gop,
            int size,
            double rate,
            long bitrate,
            double keyframeInterval) {
        configure();
        pictures(7 * SECOND / 3, seconds * SECOND, fps, gop, size);

        var video = video();

        assertThat(video.frameRate()).isEqualTo(rate, within(0.02));
        assertThat((double) video.bitrate())
                .isEqualTo((double) bitrate, within((double) bitrate * 0.002));
        assertThat(video.keyframeIntervalSeconds())
                .isNotNull()
                .satisfies(s -> assertThat(s).isEqualTo(keyframeInterval, within(0.05)));
        assertThat(video.bFrames()).isFalse();
        assertThat(video.codec()).isEqualTo("avc1");
        assertThat(video.codecs()).isEqualTo("avc1.640009");
        assertThat(video.width()).isEqualTo(TestMedia.videoTrack().width());
        assertThat(measured().audio()).isNull();
        assertThat(measured().bitrate()).isEqualTo(video.bitrate());
    }

    @Test
    void measuresAudioAndBothTogether() {
        configure();
        sound(0, 20 * SECOND, 341);
        pictures(0, 20 * SECOND, 30, 60, 12_500);
        meter.dropped(1500);

        var source = meter.measured(12).orElseThrow();

        var audio = source.audio();
        assertThat(audio).isNotNull();
        assertThat((double) audio.bitrate()).isEqualTo(341 * 8 * 48_000 / 1024.0, within(200.0));
        assertThat(audio.sampleRate()).isEqualTo(48_000);
        assertThat(audio.codecs()).isEqualTo("mp4a.40.2");
        assertThat(source.bitrate()).isEqualTo(video().bitrate() + audio.bitrate());
        assertThat(source.droppedMillis()).isEqualTo(1500);
        assertThat(source.lagMillis()).isEqualTo(12);
    }

    @Test
    void forgetsWhatIsLongPast() {
        configure();
        long last = pictures(0, 20 * SECOND, 60, 60, 20_000);
        pictures(last + SECOND / 25, 11 * SECOND, 25, 50, 1000);

        assertThat(video().frameRate()).isEqualTo(25, within(0.02));
        assertThat((double) video().bitrate()).isEqualTo(200_000, within(500.0));
    }

    @Test
    void saysNothingBeforeThereIsEnough() {
        assertThat(meter.measured(0)).isEmpty();
        configure();
        long last = pictures(0, 2 * SECOND, 30, 60, 100);
        assertThat(meter.measured(0)).isEmpty();
        meter.video(last + 3000, last + 3000, false, 100);
        assertThat(video().keyframeIntervalSeconds()).isNull();
    }

    @Test
    void countsTheGroupOfPicturesThatDoesNotEnd() {
        configure();
        pictures(0, 4 * SECOND, 30, 60, 100);
        assertThat(video().keyframeIntervalSeconds()).isEqualTo(2);
        for (long dts = 4 * SECOND; dts <= 32 * SECOND; dts += 3000) {
            meter.video(dts, dts, false, 100);
        }
        assertThat(video().keyframeIntervalSeconds()).isEqualTo(30);
    }

    @Test
    void tellsOfAPublisherThatSendsOneKeyframeOnly() {
        configure();
        pictures(0, 9 * SECOND, 30, 1_000_000, 100);
        assertThat(video().keyframeIntervalSeconds()).isNull();
        pictures(9 * SECOND, 1, 30, 1, 100);
        for (long dts = 9 * SECOND; dts <= 15 * SECOND; dts += 3000) {
            meter.video(dts, dts, false, 100);
        }
        assertThat(video().keyframeIntervalSeconds()).isEqualTo(15);
    }

    @Test
    void seesBFramesWhileThereAreSome() {
        configure();
        long[] shift = {2, 4, 1, 1};
        for (int i = 0; i < 300; i++) {
            long dts = i * 3000L;
            meter.video(dts, dts + 3000 * shift[i % 4], i % 60 == 0, 100);
        }
        assertThat(video().bFrames()).isTrue();
        pictures(300 * 3000L + 12_000, 11 * SECOND, 30, 60, 100);
        assertThat(video().bFrames()).isFalse();
    }

    @Test
    void leavesOutATrackThatFellSilent() {
        configure();
        pictures(0, 5 * SECOND, 30, 60, 100);
        sound(0, 13 * SECOND, 300);
        assertThat(video().frameRate()).isEqualTo(30, within(0.02));
        sound(13 * SECOND, 2 * SECOND, 300);
        assertThat(measured().video()).isNull();
        assertThat(measured().audio()).isNotNull();
    }

    @Test
    void beginsAnewWhenTimeJumps() {
        configure();
        pictures(0, 20 * SECOND, 60, 600, 100);
        meter.dropped(7);
        meter.jumped();
        assertThat(meter.measured(0)).isEmpty();
        pictures(SECOND, 5 * SECOND, 30, 60, 100);
        assertThat(video().frameRate()).isEqualTo(30, within(0.02));
        assertThat(video().keyframeIntervalSeconds()).isEqualTo(2);
        assertThat(measured().droppedMillis()).isEqualTo(7);
    }

    @Test
    void aConfigurationThatDoesNotSayTheCodecIsNoObstacle() {
        meter.configured(new Track.Video(1, FourCc.AV01, 640, 360, ByteBuffer.allocate(1)));
        pictures(0, 3 * SECOND, 30, 60, 100);
        assertThat(video().codecs()).isNull();
        assertThat(video().codec()).isEqualTo("av01");
    }

    @Test
    void holdsForTimesAndSizesOfEveryKind() {
        var random = new Random(7);
        for (int round = 0; round < 200; round++) {
            configure();
            long dts = random.nextLong(1L << 40);
            for (int i = 0; i < 500; i++) {
                dts += 1 + random.nextLong(random.nextInt(20) == 0 ? 100 * SECOND : SECOND / 5);
                if (random.nextBoolean()) {
                    long pts = Math.max(0, dts + random.nextLong(-SECOND, SECOND));
                    meter.video(dts, pts, random.nextInt(9) == 0, random.nextInt(1 << 22));
                } else {
                    meter.audio(dts, random.nextInt(1 << 12));
                }
                meter.measured(0)
                        .ifPresent(source -> {
                            assertThat(source.bitrate()).isNotNegative();
                            if (source.video() != null) {
                                assertThat(source.video().frameRate())
                                        .isFinite()
                                        .isNotNegative()
                                        .isLessThanOrEqualTo(90_000);
                            }
                        });
            }
            meter.jumped();
        }
    }
}
