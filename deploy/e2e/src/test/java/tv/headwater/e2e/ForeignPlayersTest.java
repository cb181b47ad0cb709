package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.e2e.Broadcast.Kind;

/**
 * hls.js and Shaka Player play each kind of stream in low-latency mode, beside each other in one browser. How often they stall depends on the
 * machine, and is noted.
 *
 * <p>{@code -Dheadwater.e2e.players=all} plays all kinds; else those that are hardest on players.
 */
@Order(8)
@ExtendWith(StudioExtension.class)
class ForeignPlayersTest {

    /**
     * Nobody can decode HEVC in Chromium; BrowserTest plays what is encrypted. Muted sound alone does not play in a page that is behind another.
     */
    private static final Set<String> NOT_PLAYED = Set.of("HEVC", "encrypted", "audio only");

    private static final Set<String> HARDEST = Set.of("late audio", "AV1 and Opus");

    /** Each finds the playlists elsewhere, and so its first segment in a whole playlist or in a delta update. */
    private static final int STARTS = 4;

    private static final boolean ALL = "all".equals(System.getProperty("headwater.e2e.players"));
    private static final double PLAYED_SECONDS = ALL ? 15 : 8;

    private final Studio studio;
    private PlayerPages pages;
    private Chromium chromium;

    ForeignPlayersTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void open() {
        studio.cluster().startTranscoders();
        pages = PlayerPages.open();
        chromium = Chromium.open();
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
        if (pages != null) {
            pages.close();
        }
    }

    Stream<Kind> kinds() {
        return Kinds.all(studio).stream()
                .filter(kind -> !NOT_PLAYED.contains(kind.name()))
                .filter(kind -> ALL || HARDEST.contains(kind.name()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void play(Kind kind) {
        try (var broadcast = Broadcast.start(studio, kind)) {
            broadcast.awaitSegments(2);
            var playlist = broadcast.hls().url("index.m3u8");
            var viewers =
                    Stream.of("hls", "shaka")
                            .map(player -> pages.play(chromium.browser(), player, playlist))
                            .toList();
            viewers.forEach(ForeignPlayer::awaitPlaying);
            viewers.forEach(viewer -> viewer.awaitPlaying(PLAYED_SECONDS));
            viewers.forEach(ForeignPlayer::assertNoTrouble);
            studio.note("%s, stalls: %s".formatted(kind, stalls(viewers)));
            viewers.forEach(viewer -> viewer.page().close());
            broadcast.end();
        }
    }

    @Test
    void shakaPlaysPartsFromItsStart() {
        var clip = studio.clips().numbered(64);
        var kind = Kind.of("Played from its start", Map.of("ladder", "auto"), clip);
        try (var broadcast = Broadcast.start(studio, kind)) {
            LiveLadder.within("it has rungs", () -> broadcast.hls().segments("240p") >= 2);
            for (int start = 0; start < STARTS; start++) {
                var viewer =
                        pages.play(chromium.browser(), "shaka", broadcast.hls().url("index.m3u8"));
                List<String> requests = new CopyOnWriteArrayList<>();
                viewer.page().onRequest(request -> requests.add(request.url()));
                viewer.awaitPlaying();
                viewer.awaitPlaying(3);
                assertThat(requests)
                        .anyMatch(url -> LowLatencyBrowserTest.PART.matcher(url).matches());
                viewer.assertNoTrouble();
                viewer.page().close();
            }
            broadcast.end();
        }
    }

    private static List<String> stalls(List<ForeignPlayer> viewers) {
        return viewers.stream().map(viewer -> viewer.player() + " " + viewer.stalls()).toList();
    }
}
