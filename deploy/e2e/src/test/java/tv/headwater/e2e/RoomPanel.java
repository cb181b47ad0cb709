package tv.headwater.e2e;

import com.microsoft.playwright.Page;
import java.util.List;

/** The room beside the picture of a watch page, as a guest uses it. */
final class RoomPanel {

    private static final String FIELD = ".room-composer .room-field";

    private RoomPanel() {}

    /** Gives the name one is asked for who wants to write, and is in. */
    static void enter(Page page, String name) {
        Chromium.within("the room has let one in", () -> page.locator(".room-who").isVisible());
        page.locator(FIELD).click();
        page.locator(".room-nickname input").fill(name);
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

    /** What was said, oldest first. */
    static List<String> texts(Page page) {
        return page.locator("#room li .text").allInnerTexts();
    }
}
