package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A page in which a player of others plays.
 *
 * @param player what it is called
 * @param troubles errors of the page, and requests that failed
 */
record ForeignPlayer(String player, Page page, List<String> troubles) {

    static ForeignPlayer open(Browser browser, String player, String url) {
        var page = browser.newPage();
        var troubles = new ArrayList<String>();
        page.onPageError(error -> troubles.add("uncaught: " + error));
        page.onResponse(response -> {
            if (response.status() >= 400) {
                troubles.add(response.status() + " " + response.url());
            }
        });
        page.navigate(url);
        return new ForeignPlayer(player, page, troubles);
    }

    /** The heights of the pictures to choose from. */
    List<?> heights() {
        return (List<?>) page.evaluate("() => window.heights()");
    }

    /** How often it has had to wait since it began to play. */
    int stalls() {
        return ((Number) page.evaluate("() => window.stalls")).intValue();
    }

    void awaitPlaying() {
        within(player + " plays", () -> Chromium.position(page) > 0);
    }

    /** Waits until it has played so much more. */
    void awaitPlaying(double seconds) {
        double start = Chromium.position(page);
        within(player + " plays on", () -> Chromium.position(page) > start + seconds);
    }

    private void within(String what, Callable<Boolean> holds) {
        try {
            Chromium.within(what, holds);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(what + ": " + failures() + " " + troubles, e);
        }
    }

    private List<?> failures() {
        return (List<?>) page.evaluate("() => window.failures");
    }

    void assertNoTrouble() {
        assertThat(failures()).as(player).isEmpty();
        assertThat(troubles).as(player).isEmpty();
    }
}
