package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.media.Hls;

/** What a viewer sees, in a real Chromium without a screen. */
@Order(4)
@ExtendWith(StudioExtension.class)
class BrowserTest {

    private static final String TITLE = "Seen in a browser";

    private static final Pattern KEY = Pattern.compile(".*/keys/\\d+");

    /** More than a player that is close to live loads ahead of what it plays. */
    private static final int AHEAD_SECONDS = 8;

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
        return visit(chromium.browser().newContext(), path);
    }

    private Visit visit(BrowserContext context, String path) {
        return Visit.open(context, studio.cluster().gatewayUrl().resolve(path).toString());
    }

    /**
     * Looks at the middle of what is on the screen, where no controls are: an empty or black picture is neither bright nor varied.
     * Scripts cannot read the pixels of what the browser decrypts.
     */
    private static void assertShowsPicture(Page page) {
        var picture = picture(page);
        var lights = new ArrayList<Double>();
        for (int y = picture.getHeight() / 4; y < picture.getHeight() * 3 / 4; y += 8) {
            for (int x = picture.getWidth() / 4; x < picture.getWidth() * 3 / 4; x += 8) {
                var pixel = new Color(picture.getRGB(x, y));
                lights.add((pixel.getRed() + pixel.getGreen() + pixel.getBlue()) / 3.0);
            }
        }
        double mean = lights.stream().mapToDouble(light -> light).average().orElseThrow();
        double variance =
                lights.stream()
                        .mapToDouble(light -> Math.pow(light - mean, 2))
                        .average()
                        .orElseThrow();
        assertThat(mean).as("brightness, of 255").isGreaterThan(20);
        assertThat(Math.sqrt(variance)).as("contrast").isGreaterThan(20);
    }

    private static BufferedImage picture(Page page) {
        try {
            return ImageIO.read(new ByteArrayInputStream(page.locator("video").screenshot()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theWatchPagePlays() {
        var visit = visit("/watch/" + stream.stream().id());
        var page = visit.page();
        Chromium.within("the video plays", () -> Chromium.position(page) > 0);
        double start = Chromium.position(page);
        Chromium.within(
                "five seconds have been played", () -> Chromium.position(page) >= start + 5);

        Chromium.screenshot(studio, page, "watch");
        assertShowsPicture(page);
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
    void anEncryptedStreamPlays() {
        var encrypted =
                studio.cluster()
                        .admin()
                        .createStream(
                                Map.of(
                                        "title", "Encrypted",
                                        "encryption", "aes-128",
                                        "ladder", "source"));
        try (var _ = SteadyStream.publish(studio, encrypted);
                var context = chromium.browser().newContext()) {
            Studio.awaitSegments(studio.hls(encrypted.id()), Hls.VIDEO, 2);
            var requests = new ArrayList<String>();
            context.onRequest(request -> requests.add(request.url()));
            var visit = visit(context, "/watch/" + encrypted.id());
            var page = visit.page();
            Chromium.within("the video plays", () -> Chromium.position(page) > 0);
            assertThat(page.evaluate("() => document.querySelector('video').mediaKeys !== null"))
                    .as("the browser decrypts")
                    .isEqualTo(true);
            // Playwright tells of requests only while it is asked for something.
            Chromium.within(
                    "the key has changed",
                    () -> Chromium.position(page) > 0 && keys(requests) >= 2);
            double changed = Chromium.position(page);
            Chromium.within(
                    "what has the next key is played",
                    () -> Chromium.position(page) > changed + AHEAD_SECONDS);

            Chromium.screenshot(studio, page, "encrypted");
            assertShowsPicture(page);
            assertThat(requests).as("MPEG-TS").noneMatch(url -> url.contains("/ts/"));
            visit.assertNoTrouble();
        }
    }

    /** How many keys were asked for. */
    private static long keys(List<String> requests) {
        return requests.stream().filter(url -> KEY.matcher(url).matches()).distinct().count();
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
