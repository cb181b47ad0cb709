package tv.headwater.e2e;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A real browser without a screen. May be used by one thread only. */
record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {

    static Chromium open() {
        var playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(executable())
                                        .setArgs(
                                                List.of(
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync")));
        return new Chromium(playwright, browser);
    }

    private static Path executable() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(
                                "no Chromium in /usr/bin: install it, the end-to-end tests"
                                        + " play in a real browser"));
    }

    /** The video's position in seconds; 0 before there is a picture. */
    static double position(Page page) {
        return number(
                page,
                "() => { const v = document.querySelector('video');"
                        + " return v && v.videoWidth ? v.currentTime : 0 }");
    }

    /** The height of the picture that is shown; 0 before there is one. */
    static int pictureHeight(Page page) {
        return (int) number(page, "() => document.querySelector('video')?.videoHeight ?? 0");
    }

    /** How far behind live it plays in seconds, as the watch page itself knows; many where it does not. */
    static double behindLive(Page page) {
        return number(
                page, "() => Number(document.querySelector('#player')?.dataset.behind ?? 1000)");
    }

    private static double number(Page page, String script) {
        return ((Number) page.evaluate(script)).doubleValue();
    }

    static void within(String what, Callable<Boolean> holds) {
        await(what)
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(200))
                .atMost(Duration.ofSeconds(45))
                .until(holds);
    }

    static void screenshot(Studio studio, Page page, String name) {
        var directory = studio.cluster().programs().directory("screenshots");
        page.screenshot(new Page.ScreenshotOptions().setPath(directory.resolve(name + ".png")));
    }

    @Override
    public void close() {
        playwright.close();
    }
}
