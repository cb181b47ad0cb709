package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A viewer whose connection gets worse and better again sees the picture that fits. */
@Order(9)
@ExtendWith(StudioExtension.class)
class LadderBrowserTest {

    /** Bytes a second: enough for 240p and audio, too little for the source. */
    static final int NARROW = 85_000;

    private static final int WIDE = 10_000_000;

    private final Studio studio;
    private LiveLadder live;
    private Chromium chromium;

    LadderBrowserTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void open() {
        studio.cluster().startTranscoders();
        live = LiveLadder.start(studio, "Levels", "auto", studio.clips().numbered(64));
        live.awaitSegments(3, LiveLadder.SOURCE, "240p");
        chromium = Chromium.open();
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
        live.close();
    }

    @Test
    void thePictureFollowsTheConnection() {
        var page = chromium.browser().newPage();
        var troubles = new ArrayList<String>();
        page.onPageError(error -> troubles.add("uncaught: " + error));
        var network = page.context().newCDPSession(page);
        network.send("Network.enable");
        limit(network, WIDE);
        page.navigate(studio.cluster().gatewayUrl().resolve("/watch/" + live.id()).toString());

        Chromium.within("the source plays", () -> Chromium.pictureHeight(page) == 360);
        limit(network, NARROW);
        Chromium.within("the small picture plays", () -> Chromium.pictureHeight(page) == 240);
        assertPlays(page);
        Chromium.screenshot(studio, page, "ladder-240p");
        limit(network, WIDE);
        Chromium.within("the source plays again", () -> Chromium.pictureHeight(page) == 360);
        assertPlays(page);
        Chromium.screenshot(studio, page, "ladder-source");

        assertThat(troubles).isEmpty();
    }

    static void limit(CDPSession network, int bytesPerSecond) {
        var conditions = new JsonObject();
        conditions.addProperty("offline", false);
        conditions.addProperty("latency", 5);
        conditions.addProperty("downloadThroughput", bytesPerSecond);
        conditions.addProperty("uploadThroughput", WIDE);
        network.send("Network.emulateNetworkConditions", conditions);
    }

    private static void assertPlays(Page page) {
        double start = Chromium.position(page);
        Chromium.within("it plays on", () -> Chromium.position(page) > start + 2);
    }
}
