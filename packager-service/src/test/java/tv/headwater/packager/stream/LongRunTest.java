package tv.headwater.packager.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.FourCc;
import tv.headwater.contract.media.SessionConfig;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.media.Stamp;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.SegmentReader;
import tv.headwater.packager.window.StreamWindow;
import tv.headwater.packager.window.WindowLimits;

/**
 * Fifty hours of media in as little time as packaging takes: every 32- and 33-bit clock on the way runs over (24-bit milliseconds, 2^32 and 2^33
 * ticks of 90 kHz, 2^32 samples), nothing drifts and nothing grows.
 */
class LongRunTest {

    private static final long HOURS = 50;
    private static final long SEGMENT = 180_000;
    private static final int PICTURES = 10;
    private static final int SAMPLE_RATE = 44_100;
    private static final int FRAME = 1024;
    private static final long ORIGIN = 90_000;
    private static final ByteBuffer PAYLOAD = ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 9});

    private final LiveStreams streams =
            new LiveStreams(
                    new LiveStreams.Limits(
                            new WindowLimits(Duration.ofMinutes(1), 1 << 30),
                            1 << 30,
                            Duration.ofHours(1)),
                    new PackagingMetrics(new SimpleMeterRegistry()),
                    new Fates(),
                    new ContentSecrets(),
                    Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                    () -> {});
    private long sequence;
    private long audioFrames;

    @Test
    void nothingDriftsAndNothingGrows() {
        long segments = HOURS * 3600 / 2;
        long audioEnd = -1;
        long bytes = 0;
        for (long segment = 0; segment < segments; segment++) {
            feed(segment);
            if (segment < 2) {
                continue;
            }
            var video = complete(Rendition.SOURCE, segment - 1);
            assertThat(video.start()).isEqualTo(ORIGIN + (segment - 1) * SEGMENT);
            assertThat(video.duration()).isEqualTo(SEGMENT);
            assertThat(video.samples()).isEqualTo(PICTURES);

            var audio = complete(Rendition.AUDIO, segment - 2);
            assertThat(audioEnd < 0 || audio.start() == audioEnd).isTrue();
            audioEnd = audio.end();
            assertThat(audio.duration()).isEqualTo((long) FRAME * audio.samples());
            double drift =
                    (double) audio.start() / SAMPLE_RATE
                            - (ORIGIN + (segment - 2) * SEGMENT) / 90_000.0;
            assertThat(drift).isBetween(0.0, (double) FRAME / SAMPLE_RATE);

            if (segment == 1000) {
                bytes = streams.bytes();
            } else if (segment > 1000) {
                assertThat(streams.bytes()).isBetween(bytes - bytes / 50, bytes + bytes / 50);
            }
        }
        assertThat(tfdt(complete(Rendition.SOURCE, segments - 2)))
                .isEqualTo(ORIGIN + (segments - 2) * SEGMENT);
        assertThat(window().renditions().get(Rendition.SOURCE).segments()).hasSizeLessThan(100);
    }

    private static long tfdt(MediaSegment segment) {
        return SegmentReader.samples(segment.bytes()).getFirst().dts();
    }

    private MediaSegment complete(Rendition rendition, long msn) {
        return window().renditions().get(rendition).segment(msn).orElseThrow();
    }

    private StreamWindow window() {
        return streams.window(TestMedia.STREAM).orElseThrow();
    }

    /** Pictures and the audio frames that begin before each, as an encoder interleaves them. */
    private void feed(long segment) {
        give(
                new Configuration(
                        stamp(segment),
                        segment == 0,
                        new SessionConfig(
                                0,
                                (int) SEGMENT,
                                2,
                                18_000,
                                List.of(
                                        TestMedia.videoTrack(),
                                        Broadcast.audioTrack(SAMPLE_RATE)))));
        for (int i = 0; i < PICTURES; i++) {
            long dts = ORIGIN + segment * SEGMENT + i * (SEGMENT / PICTURES);
            give(
                    new AccessUnit(
                            stamp(segment),
                            TestMedia.VIDEO_TRACK,
                            FourCc.AVC1,
                            i == 0,
                            dts,
                            dts,
                            PAYLOAD));
            for (long pts = audioPts(); pts < dts + SEGMENT / PICTURES; pts = audioPts()) {
                give(
                        new AccessUnit(
                                stamp(segment),
                                TestMedia.AUDIO_TRACK,
                                FourCc.MP4A,
                                true,
                                pts,
                                pts,
                                PAYLOAD));
                audioFrames++;
            }
        }
    }

    private long audioPts() {
        long position = SAMPLE_RATE + audioFrames * FRAME;
        return position / SAMPLE_RATE * 90_000
                + (position % SAMPLE_RATE * 90_000 + SAMPLE_RATE / 2) / SAMPLE_RATE;
    }

    private Stamp stamp(long segment) {
        return TestMedia.stamp(1024, sequence++, segment);
    }

    private void give(SessionRecord record) {
        streams.on(Writer.INGEST, record, 0);
    }
}
