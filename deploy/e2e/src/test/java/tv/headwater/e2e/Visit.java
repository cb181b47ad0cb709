package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A page with everything that went wrong on it.
 *
 * @param troubles what it wrote to the console as errors and warnings, what was not caught, and requests that failed
 */
record Visit(Page page, List<String> troubles) {

    private static final String VIOLATIONS =
            """
            window.violations = [];
            document.addEventListener('securitypolicyviolation',
                event => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
            """;

    /** What axe-core finds that keeps people from using the page, as "impact rule: where". */
    private static final String SERIOUS =
            """
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
                .filter(({ impact }) => impact === 'serious' || impact === 'critical')
                .map(({ impact, id, nodes }) => `${impact} ${id}: ${nodes.map(({ target }) => target).join(', ')}`)
            """;

    static Visit open(BrowserContext context, String url) {
        return open(context, url, _ -> false);
    }

    /**
     * @param expected answers that are no trouble although they are no success
     */
    static Visit open(BrowserContext context, String url, Predicate<Response> expected) {
        var page = context.newPage();
        var troubles = new ArrayList<String>();
        page.addInitScript(VIOLATIONS);
        page.onPageError(error -> troubles.add("uncaught: " + error));
        page.onConsoleMessage(message -> {
            // Requests that failed are told below.
            if (List.of("error", "warning").contains(message.type())
                    && !message.text().startsWith("Failed to load resource")) {
                troubles.add(message.type() + ": " + message.text());
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 400 && !isPoster(response.url()) && !expected.test(response)) {
                troubles.add(response.status() + " " + response.url());
            }
        });
        page.navigate(url);
        return new Visit(page, troubles);
    }

    /** A stream may have no picture yet; the page shows something else then. */
    private static boolean isPoster(String url) {
        return url.contains("/poster.jpg");
    }

    void assertNoTrouble() {
        assertThat(troubles).isEmpty();
        assertThat((List<?>) page.evaluate("() => window.violations")).isEmpty();
    }

    /** Makes sure that axe-core finds nothing serious. */
    void assertAccessible() {
        try {
            page.evaluate(
                    Files.readString(
                            PlayerPages.PLAYERS.resolve("node_modules/axe-core/axe.min.js")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat((List<?>) page.evaluate(SERIOUS)).as(page.url()).isEmpty();
    }
}
