package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.media.FlvFile;
import tv.headwater.e2e.media.MpdFile;
import tv.headwater.e2e.rtmp.LivePublisher;

/** The players of others play the DASH manifest through the gateway: dash.js, Shaka Player and ffmpeg, all at once. */
@Order(11)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(StudioExtension.class)
class DashTest {

    private static final int WIDE = 10_000_000;

    private final Studio studio;
    private final List<ForeignPlayer> viewers = new ArrayList<>();
    private FlvFile clip;
    private LiveLadder live;
    private PlayerPages pages;
    private Chromium chromium;

    DashTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void open() {
        studio.cluster().startTranscoders();
        clip = studio.clips().numbered(64);
        live = LiveLadder.start(studio, "DASH", "auto", clip);
        live.awaitSegments(4, LiveLadder.SOURCE, "240p");
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
        live.close();
    }

    private ForeignPlayer view(String player) {
        return pages.play(chromium.browser(), player, live.hls().url("manifest.mpd"));
    }

    private MpdFile manifest() {
        return MpdFile.parse(live.hls().bytes("manifest.mpd"));
    }

    private void assertNoTrouble() {
        viewers.forEach(ForeignPlayer::assertNoTrouble);
    }

    @Test
    @Order(1)
    void bothPlayersPlay() {
        assertThat(manifest().type()).isEqualTo("dynamic");
        assertThat(live.hls().get("manifest.mpd").headers().firstValue("Content-Type"))
                .contains("application/dash+xml");
        viewers.add(view("dash"));
        viewers.add(view("shaka"));
        for (var viewer : viewers) {
            viewer.awaitPlaying();
            viewer.awaitPlaying(5);
            assertThat(viewer.heights()).asString().contains("360", "240");
            Chromium.screenshot(studio, viewer.page(), viewer.player());
        }
        assertNoTrouble();
    }

    @Test
    @Order(2)
    void thePictureFollowsTheConnection() {
        for (var viewer : viewers) {
            var page = viewer.page();
            var network = page.context().newCDPSession(page);
            network.send("Network.enable");
            Chromium.within(
                    viewer.player() + " plays the source",
                    () -> Chromium.pictureHeight(page) == 360);
            LadderBrowserTest.limit(network, LadderBrowserTest.NARROW);
            Chromium.within(
                    viewer.player() + " plays the small picture",
                    () -> Chromium.pictureHeight(page) == 240);
            LadderBrowserTest.limit(network, WIDE);
            Chromium.within(
                    viewer.player() + " plays the source again",
                    () -> Chromium.pictureHeight(page) == 360);
            viewer.awaitPlaying(2);
        }
        assertNoTrouble();
    }

    @Test
    @Order(3)
    void aReconnectionIsAPeriod() throws IOException {
        live.publisher().stop();
        try (var again =
                LivePublisher.start(
                        studio.cluster().rtmpAddress(), live.stream().key(), List.of(clip))) {
            LiveLadder.within(
                    "the manifest has two Periods", () -> manifest().starts().size() == 2);
            double start = manifest().starts().get(1);
            for (var viewer : viewers) {
                Chromium.within(
                        viewer.player() + " gets to the second Period",
                        () -> Chromium.position(viewer.page()) > start + 2);
                viewer.awaitPlaying(3);
            }
            assertNoTrouble();
            again.stop();
        }
    }

    @Test
    @Order(4)
    void whatHasEndedIsStatic() {
        studio.complete(studio.cluster().admin(), live.id());
        LiveLadder.within("the manifest is static", () -> manifest().type().equals("static"));
        for (var player : List.of("dash", "shaka")) {
            var viewer = view(player);
            viewers.add(viewer);
            viewer.awaitPlaying();
            viewer.awaitPlaying(3);
        }
        assertNoTrouble();
        studio.ffmpeg().decode(live.hls().url("manifest.mpd"));
    }
}
