package tv.headwater.e2e;

import com.microsoft.playwright.Page;
import java.util.List;

/** The room beside the picture of a watch page, as a guest uses it. */
final class RoomPanel {

    private static final String FIELD = ".room-composer .room-field";

    private static final String OVER_PICTURE = "#player " + FIELD;
    private static final String FILLS_SCREEN =
            "() => document.fullscreenElement === document.querySelector('#player')";

    private RoomPanel() {}

    /** Gives the name one is asked for who wants to write, as soon as the room has let them in. */
    static void enter(Page page, String name) {
        var asked = page.locator(".room-nickname input");
        page.locator(FIELD).click();
        Chromium.within("one is asked for a name", asked::isVisible);
        asked.fill(name);
        page.locator(".room-nickname button[type=submit]").click();
        awaitEntered(page);
    }

    static void awaitEntered(Page page) {
        Chromium.within("one may write", () -> page.locator(FIELD).isEnabled());
    }

    static void say(Page page, String text) {
        page.locator(FIELD).fill(text);
        page.locator(".room-composer .room-send").click();
    }

    /** Says it over the picture, which fills the screen meanwhile. */
    static void sayInFullScreen(Page page, String text) {
        toggleFullScreen(page);
        Chromium.within(
                "the picture fills the screen, and one writes over it",
                () ->
                        (Boolean) page.evaluate(FILLS_SCREEN)
                                && page.locator(OVER_PICTURE).isVisible());
        page.locator(OVER_PICTURE).fill(text);
        page.locator(OVER_PICTURE).press("Enter");
        Chromium.within("it is taken", () -> page.locator(OVER_PICTURE).inputValue().isEmpty());
        toggleFullScreen(page);
        Chromium.within(
                "one writes beside the picture", () -> page.locator("#room " + FIELD).isVisible());
    }

    private static void toggleFullScreen(Page page) {
        // Its bar hides from who is idle.
        page.locator("#player").hover();
        page.locator("#full-screen").click();
    }

    /** What was said and taken, oldest first. */
    static List<String> texts(Page page) {
        return page.locator("#room li:not(.pending) .text").allInnerTexts();
    }
}
