package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.hls.HlsFollower;
import tv.headwater.e2e.media.Hls;

/** What viewers are served is right by RFC 8216bis, from the first segment to the end. */
@Order(6)
@ExtendWith(StudioExtension.class)
class HlsValidatorTest {

    private static final int SECONDS = 22;
    private static final Duration AT_MOST = Duration.ofMinutes(2);

    private final Studio studio;

    HlsValidatorTest(Studio studio) {
        this.studio = studio;
    }

    @Test
    void findsNothing() throws Exception {
        var api = studio.cluster().admin();
        var stream = api.createStream("Validated");
        var hls = studio.hls(stream.id());
        try (var publisher =
                studio.ffmpeg()
                        .publish(
                                "validated",
                                studio.clips().normal(SECONDS),
                                studio.cluster().rtmpUrl(stream.key()))) {
            Studio.awaitSegments(hls, Hls.VIDEO, 1);
            Studio.awaitSegments(hls, Hls.AUDIO, 1);
            var following =
                    CompletableFuture.supplyAsync(
                            () -> HlsFollower.follow(studio.cluster().http(), hls.url(), AT_MOST));
            publisher.awaitSuccess(AT_MOST);
            studio.complete(api, stream.id());
            var report = following.get(AT_MOST.toSeconds() * 2, TimeUnit.SECONDS);

            studio.note("validated: " + report.figures());
            assertThat(report.findings()).isEmpty();
            assertThat(report.ended()).isTrue();
            assertThat(report.renditions()).isEqualTo(2);
            assertThat(report.segments()).isGreaterThanOrEqualTo(2 * SECONDS / 2);
        }
    }
}
