package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.rtmp.LivePublisher;

/** hls.js on the watch page plays by parts, close to live, and goes on by itself when the publisher has been away. */
@Order(5)
@ExtendWith(StudioExtension.class)
class LowLatencyBrowserTest {

    static final Pattern PART = Pattern.compile(".*/\\d+\\.\\d+\\.m4s(\\?.*)?");
    private static final Pattern RELOAD = Pattern.compile(".*_HLS_msn=\\d+&_HLS_part=\\d+.*");

    /** Three whole segments are six: who is closer than four plays parts. */
    private static final double CLOSE_SECONDS = 4;

    private final Studio studio;
    private Api.CreatedStream stream;
    private LivePublisher publisher;
    private Chromium chromium;

    LowLatencyBrowserTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void open() {
        stream = studio.cluster().admin().createStream("By parts");
        publisher = SteadyStream.publish(studio, stream);
        Studio.awaitSegments(studio.hls(stream.id()), Hls.VIDEO, 2);
        chromium = Chromium.open();
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
        publisher.close();
    }

    @Test
    void playsPartsCloseToLiveAndOutlivesAReconnect() {
        var page = chromium.browser().newPage();
        List<String> requests = new CopyOnWriteArrayList<>();
        page.onRequest(request -> requests.add(request.url()));
        page.navigate(studio.cluster().gatewayUrl().resolve("/watch/" + stream.id()).toString());

        Chromium.within("it plays", () -> Chromium.position(page) > 0);
        Chromium.within("it is close to live", () -> Chromium.behindLive(page) < CLOSE_SECONDS);
        studio.note("low latency: %.2f s behind live".formatted(Chromium.behindLive(page)));
        assertThat(requests).anyMatch(url -> PART.matcher(url).matches());
        assertThat(requests).anyMatch(url -> RELOAD.matcher(url).matches());
        Chromium.within(
                "it counts as one viewer, at the edge it was steered to", () -> viewers() == 1);

        publisher.close();
        double stopped = lastPosition(page);
        publisher = SteadyStream.publish(studio, stream);
        Chromium.within("it plays on", () -> Chromium.position(page) > stopped + 3);
        Chromium.within(
                "it is close to live again", () -> Chromium.behindLive(page) < CLOSE_SECONDS);
    }

    private int viewers() {
        return studio.cluster()
                .admin()
                .get("/api/v1/live-streams/" + stream.id() + "/viewers")
                .json()
                .path("current")
                .asInt(0);
    }

    /** Where it comes to rest, since nothing more is there to play. */
    private static double lastPosition(Page page) {
        Chromium.within(
                "it has played what there was",
                () -> {
                    double before = Chromium.position(page);
                    page.waitForTimeout(1000);
                    return Chromium.position(page) - before < 0.1;
                });
        return Chromium.position(page);
    }
}
