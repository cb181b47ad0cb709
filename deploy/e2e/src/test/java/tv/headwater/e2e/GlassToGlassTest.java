package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.media.FlvFile;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.media.NumberedPicture;
import tv.headwater.e2e.media.Packet;
import tv.headwater.e2e.rtmp.LivePublisher;

/**
 * How old each picture is when the watch page shows it, and when hls.js as it comes does in the same browser: the number that is read off the
 * screen tells when its publisher sent it.
 *
 * <p>{@code -Dheadwater.e2e.glass.seconds=300 -Djunit.jupiter.execution.timeout.mode=disabled} watches longer. The figures are in {@code target/e2e/figures}.
 */
@Order(15)
@ExtendWith(StudioExtension.class)
class GlassToGlassTest {

    private static final Duration WATCHED =
            Duration.ofSeconds(Integer.getInteger("headwater.e2e.glass.seconds", 15));

    private static final Duration AT_MOST = Duration.ofSeconds(60);
    private static final int CLIP_SECONDS = 64;
    private static final double SETTLED_SECONDS = 2;

    /** A picture that has been shown is kept as when that was, ms since 1970, and the light of its blocks. */
    private static final String WATCH =
            """
            ([blocks, stripsInHeight]) => {
              const video = document.querySelector('video');
              const strip = document.createElement('canvas');
              strip.width = 5 * blocks;
              strip.height = 1;
              const context = strip.getContext('2d', { willReadFrequently: true });
              const height = video.videoHeight / stripsInHeight;
              window.glass = { shown: [], stalls: 0 };
              video.addEventListener('waiting', () => { window.glass.stalls += 1; });
              const look = (now, frame) => {
                context.drawImage(video, 0, height / 4, video.videoWidth, height / 2, 0, 0, strip.width, 1);
                const { data } = context.getImageData(0, 0, strip.width, 1);
                const light = Array.from({ length: blocks }, (_, block) => data[4 * (5 * block + 2)]);
                window.glass.shown.push([performance.timeOrigin + frame.expectedDisplayTime, ...light]);
                video.requestVideoFrameCallback(look);
              };
              video.requestVideoFrameCallback(look);
            }
            """;

    private final Studio studio;
    private final FlvFile clip;
    private final long[] sent;
    private Api.CreatedStream stream;
    private LivePublisher publisher;
    private Chromium chromium;
    private PlayerPages players;

    GlassToGlassTest(Studio studio) {
        this.studio = studio;
        this.clip = studio.clips().numbered(CLIP_SECONDS).trimmed();
        this.sent =
                clip.packets().stream()
                        .filter(packet -> packet.kind() == Packet.Kind.VIDEO)
                        .sorted((a, b) -> Long.compare(a.pts(), b.pts()))
                        .mapToLong(packet -> packet.dts() / 1000)
                        .toArray();
    }

    @BeforeAll
    void open() throws Exception {
        stream =
                studio.cluster()
                        .admin()
                        .createStream(Map.of("title", "Glass to glass", "ladder", "source"));
        publisher = LivePublisher.start(studio.cluster().rtmpAddress(), stream.key(), clip);
        Studio.awaitSegments(studio.hls(stream.id()), Hls.VIDEO, 3);
        chromium = Chromium.open();
        players = PlayerPages.open();
    }

    @AfterAll
    void close() {
        if (players != null) {
            players.close();
        }
        if (chromium != null) {
            chromium.close();
        }
        if (publisher != null) {
            publisher.close();
        }
    }

    /**
     * @param ages of the pictures that were shown, ms, ascending
     */
    private record Glass(List<Long> ages, int unread, long stalls) {

        Glass {
            ages = ages.stream().sorted().toList();
        }

        private double seconds(double part) {
            return ages.get((int) (part * (ages.size() - 1))) / 1000.0;
        }

        @Override
        public String toString() {
            return "%d pictures, %.2f s old (p50), %.2f s (p95), %.2f s (p99), %d stalls"
                    .formatted(ages.size(), seconds(0.5), seconds(0.95), seconds(0.99), stalls);
        }
    }

    @Test
    void picturesAreSoOldWhenTheyAreShown() {
        var ours = chromium.browser().newPage();
        ours.navigate(studio.cluster().gatewayUrl().resolve("/watch/" + stream.id()).toString());
        var stock = players.play(chromium.browser(), "hls", studio.hls(stream.id()).url()).page();
        for (var page : List.of(ours, stock)) {
            Chromium.within("it plays", () -> Chromium.position(page) > SETTLED_SECONDS);
            page.evaluate(WATCH, List.of(NumberedPicture.BLOCKS, NumberedPicture.STRIPS_IN_HEIGHT));
        }

        var until = Instant.now().plus(WATCHED);
        await("they have been watched")
                .atMost(WATCHED.plus(AT_MOST))
                .until(() -> Instant.now().isAfter(until));

        var watchPage = glass(ours);
        var stockPlayer = glass(stock);
        studio.note("glass to glass, watch page: " + watchPage);
        studio.note("glass to glass, hls.js as it comes: " + stockPlayer);
        for (var glass : List.of(watchPage, stockPlayer)) {
            assertThat(glass.ages().size()).isGreaterThan(10 * (int) WATCHED.toSeconds());
            assertThat(glass.unread()).isLessThan(glass.ages().size() / 10);
            // One that was shown before it was sent would seem to be of the lap before.
            assertThat(glass.seconds(1)).isLessThan(CLIP_SECONDS / 2.0);
        }
    }

    private Glass glass(Page page) {
        var seen = (Map<?, ?>) page.evaluate("() => window.glass");
        var shown = (List<?>) seen.get("shown");
        var ages = shown.stream().map(each -> (List<?>) each).flatMap(this::age).toList();
        long stalls = ((Number) seen.get("stalls")).longValue();
        return new Glass(ages, shown.size() - ages.size(), stalls);
    }

    /** ms; nothing for a picture whose number could not be read. */
    private Stream<Long> age(List<?> picture) {
        var number = NumberedPicture.number(block -> ((Number) picture.get(block + 1)).intValue());
        return number.isEmpty()
                ? Stream.empty()
                : Stream.of(age(((Number) picture.getFirst()).longValue(), number.getAsInt()));
    }

    /** The clip was sent over and over: it is that lap's picture which is the youngest. */
    private long age(long shown, int number) {
        return Math.floorMod(
                shown - publisher.begun().toEpochMilli() - sent[number], (long) clip.length());
    }
}
