package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.rtmp.RtmpConnection;
import tv.headwater.e2e.rtmp.RtmpRefused;

/** Kafka and PostgreSQL go away for a while, and come back. */
@Order(3)
@ExtendWith(StudioExtension.class)
class OutageTest {

    private static final Duration KAFKA_AWAY = Duration.ofSeconds(20);
    private static final Duration POSTGRES_AWAY = Duration.ofSeconds(30);

    private final Studio studio;
    private final Api api;

    OutageTest(Studio studio) {
        this.studio = studio;
        this.api = studio.cluster().admin();
    }

    @Test
    void kafkaStopsForTwentySeconds() throws IOException {
        var stream = api.createStream("Kafka stopped");
        var hls = studio.hls(stream.id());
        try (var publisher = SteadyStream.publish(studio, stream)) {
            Studio.awaitSegments(hls, Hls.VIDEO, 3);
            studio.cluster().kafka().stop();
            try {
                keep("what was published before can be played", KAFKA_AWAY, () -> isPlayable(hls));
                assertThat(publisher.isPublishing()).isTrue();
            } finally {
                studio.cluster().kafka().start();
            }
            // All that was published meanwhile: 10 segments of 2 s at the least.
            Studio.awaitSegments(hls, Hls.VIDEO, 3 + 10);
            var in = publisher.stop();

            var fidelity = studio.completeAndCompare(api, stream.id(), in);

            assertThat(fidelity.videoPackets()).isGreaterThan(26 * 30);
            assertThat(hls.playlist(Hls.VIDEO).orElseThrow().discontinuities()).isZero();
        }
    }

    private static boolean isPlayable(Hls hls) {
        var playlist = hls.playlist(Hls.VIDEO).orElseThrow();
        var last = playlist.segments().getLast();
        return hls.get("source/" + last.uri()).statusCode() == 200
                && hls.get("source/" + last.map()).statusCode() == 200;
    }

    @Test
    void postgresStopsForThirtySeconds() throws IOException {
        try (var steady = SteadyStream.start(studio, "PostgreSQL stopped")) {
            Studio.awaitSegments(steady.hls(), Hls.VIDEO, 2);
            var unpublished = api.createStream("Not yet published");
            studio.cluster().postgres().stop();
            try {
                long listed = steady.hls().segments(Hls.VIDEO);
                await("the API says 503").until(this::isUnavailable);
                keep("the API says 503", POSTGRES_AWAY, this::isUnavailable);
                assertThat(steady.publisher().isPublishing()).isTrue();
                assertThat(steady.hls().segments(Hls.VIDEO)).isGreaterThanOrEqualTo(listed + 12);
                assertThat(refusal(unpublished.key())).isEqualTo("NetStream.Failed");
            } finally {
                studio.cluster().postgres().start();
            }
            await("the API recovers by itself")
                    .until(() ->
                            api.get("/api/v1/live-streams/" + steady.stream().id()).status()
                                    == 200);
            Studio.awaitStatus(api, steady.stream().id(), "active");
            var fidelity = steady.finish();
            assertThat(fidelity.videoPackets()).isGreaterThan(30 * 30);
        }
    }

    private boolean isUnavailable() {
        var answer = api.get("/api/v1/live-streams");
        return answer.status() == 503 && answer.problem().equals("unavailable");
    }

    /** What a new publisher is told: not that its key is wrong, but to try later. */
    private String refusal(String key) throws IOException {
        try (var connection = RtmpConnection.open(studio.cluster().rtmpAddress(), "127.0.3.1")) {
            connection.connect("live");
            connection.publish(key);
            return "accepted";
        } catch (RtmpRefused e) {
            return e.code();
        }
    }

    /** Looks twice a second for a whole while, and fails as soon as it does not hold. */
    private static void keep(String what, Duration during, Callable<Boolean> holds) {
        long end = System.nanoTime() + during.toNanos();
        await(what)
                .atMost(during.plusSeconds(20))
                .pollInterval(Duration.ofMillis(500))
                .failFast("no longer: " + what, () -> !holds.call())
                .until(() -> System.nanoTime() >= end);
    }
}
