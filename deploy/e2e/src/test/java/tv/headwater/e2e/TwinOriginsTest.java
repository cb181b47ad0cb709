package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.media.Hls;

/** Two packagers, one of which has just been restarted, serve the same playlist for each part, and the same part. */
@Order(6)
@ExtendWith(StudioExtension.class)
class TwinOriginsTest {

    private static final Pattern HINT =
            Pattern.compile("PRELOAD-HINT:TYPE=PART,URI=\"(\\d+)\\.(\\d+)\\.m4s\"");
    private static final Pattern PART =
            Pattern.compile("#EXT-X-PART:.*URI=\"(\\d+\\.\\d+\\.m4s)\"");
    private static final int RELOADS = 60;

    /** Of so many at least both have answered before the next part was there. */
    private static final int COMPARED = RELOADS / 3;

    private final Studio studio;

    TwinOriginsTest(Studio studio) {
        this.studio = studio;
    }

    private record Reload(String text, String next, String newest) {

        static Reload of(String text) {
            var hint = HINT.matcher(text);
            assertThat(hint.find()).as("a hint in %s", text).isTrue();
            var part = PART.matcher(text);
            var newest = "";
            while (part.find()) {
                newest = part.group(1);
            }
            return new Reload(
                    text, "?_HLS_msn=" + hint.group(1) + "&_HLS_part=" + hint.group(2), newest);
        }
    }

    @Test
    void serveTheSameBytesForEachPart() {
        try (var steady = SteadyStream.start(studio, "Twins");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = studio.hls(studio.cluster().packagerUrl(0), steady.stream().id());
            var second = studio.hls(studio.cluster().packagerUrl(1), steady.stream().id());
            Studio.awaitSegments(first, Hls.VIDEO, 2);
            studio.cluster().packager(1).kill();
            studio.cluster().packager(1).start();
            studio.cluster().packager(1).awaitReady();
            Studio.awaitSegments(second, Hls.AUDIO, 2);

            for (var rendition : List.of(Hls.VIDEO, Hls.AUDIO)) {
                var path = rendition + "/index.m3u8";
                var reload = Reload.of(first.text(path));
                int compared = 0;
                for (int i = 0; i < RELOADS; i++) {
                    var target = path + reload.next();
                    var other =
                            CompletableFuture.supplyAsync(
                                    () -> Reload.of(second.text(target)), threads);
                    reload = Reload.of(first.text(target));
                    var twin = other.join();
                    if (twin.next().equals(reload.next())) {
                        assertThat(twin.text()).isEqualTo(reload.text());
                        compared++;
                    }
                    var part = rendition + "/" + reload.newest();
                    assertThat(second.bytes(awaited(second, part))).isEqualTo(first.bytes(part));
                }
                studio.note(
                        "twins: %d of %d %s playlists compared"
                                .formatted(compared, RELOADS, rendition));
                assertThat(compared).isGreaterThan(COMPARED);
            }
            steady.finish();
        }
    }

    /** The other may be a moment behind. */
    private static String awaited(Hls hls, String path) {
        await(path).atMost(Duration.ofSeconds(5)).until(() -> hls.get(path).statusCode() == 200);
        return path;
    }
}
