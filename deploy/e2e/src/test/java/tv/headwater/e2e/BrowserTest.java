package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a viewer sees, in a real Chromium without a screen. */
@Order(4)
@ExtendWith(StudioExtension.class)
class BrowserTest {

    private static final String TITLE = "Seen in a browser";

    /** How bright the picture is and how much it varies, from 0 to 255 each; a black or empty one has neither. */
    private static final String PICTURE =
            """
            () => {
              const video = document.querySelector('video');
              const canvas = document.createElement('canvas');
              canvas.width = 64;
              canvas.height = 36;
              const context = canvas.getContext('2d');
              context.drawImage(video, 0, 0, 64, 36);
              const pixels = context.getImageData(0, 0, 64, 36).data;
              const lights = [];
              for (let i = 0; i < pixels.length; i += 4) {
                lights.push((pixels[i] + pixels[i + 1] + pixels[i + 2]) / 3);
              }
              const mean = lights.reduce((a, b) => a + b) / lights.length;
              const spread = Math.sqrt(lights.reduce((a, b) => a + (b - mean) ** 2, 0) / lights.length);
              return [mean, spread];
            }
            """;

    private final Studio studio;
    private Chromium chromium;
    private SteadyStream stream;

    BrowserTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void open() {
        studio.cluster().startChats();
        stream = SteadyStream.start(studio, TITLE);
        chromium = Chromium.open();
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
        stream.close();
    }

    private Visit visit(String path) {
        var url = studio.cluster().gatewayUrl().resolve(path).toString();
        return Visit.open(chromium.browser().newContext(), url);
    }

    @Test
    void theWatchPagePlays() {
        var visit = visit("/watch/" + stream.stream().id());
        var page = visit.page();
        Chromium.within("the video plays", () -> Chromium.position(page) > 0);
        double start = Chromium.position(page);
        Chromium.within(
                "five seconds have been played", () -> Chromium.position(page) >= start + 5);

        var picture = (List<?>) page.evaluate(PICTURE);
        Chromium.screenshot(studio, page, "watch");
        assertThat(((Number) picture.get(0)).doubleValue()).as("brightness").isGreaterThan(20);
        assertThat(((Number) picture.get(1)).doubleValue()).as("contrast").isGreaterThan(20);
        assertThat(page.content()).contains(TITLE);
        visit.assertNoTrouble();
        visit.assertAccessible();
    }

    @Test
    void theFrontPageListsTheStream() {
        var visit = visit("/");
        var page = visit.page();
        var link = "a[href='/watch/" + stream.stream().id() + "']";
        Chromium.within("the stream is listed", () -> page.querySelector(link) != null);

        Chromium.screenshot(studio, page, "front");
        assertThat(page.innerText("body")).contains(TITLE);
        visit.assertNoTrouble();
        visit.assertAccessible();
        page.click(link);
        Chromium.within("its page plays", () -> Chromium.position(page) > 0);
    }

    @Test
    void aStreamThatDoesNotExist() {
        var visit = visit("/watch/nosuchstream0000");
        Chromium.within(
                "it says so",
                () -> visit.page().innerText("body").contains("There is no such stream"));

        Chromium.screenshot(studio, visit.page(), "unknown-stream");
        assertThat(visit.troubles()).noneMatch(trouble -> trouble.startsWith("uncaught: "));
    }
}
