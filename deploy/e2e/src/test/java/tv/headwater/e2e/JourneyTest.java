package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.rtmp.LivePublisher;

/**
 * What people do with the pages, from the first to the last: a broadcaster at a desk signs in, creates a stream and goes live; one viewer at a desk
 * and another with a phone, in Chinese and in the dark, watch, talk and vote; the broadcaster moderates and ends it. The admin looks on.
 */
@Order(13)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(StudioExtension.class)
class JourneyTest {

    private static final String TITLE = "From the first to the last";
    private static final String BROADCASTER = "journey";

    private static final String FLYING =
            """
            () => {
              const canvas = document.querySelector('.danmaku-canvas');
              if (!canvas || !canvas.width) { return false; }
              const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              return pixels.some((value, i) => i % 4 === 3 && value > 0);
            }
            """;

    private final Studio studio;
    private final String password = UUID.randomUUID().toString();
    private final List<Visit> visits = new ArrayList<>();
    private Chromium chromium;
    private Visit desk;
    private Visit viewer;
    private Visit phone;
    private LivePublisher publisher;

    JourneyTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void open() {
        studio.cluster().startChats();
        studio.cluster().startTranscoders();
        studio.createBroadcaster(BROADCASTER, password);
        chromium = Chromium.open();
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
        if (publisher != null) {
            publisher.close();
        }
    }

    private BrowserContext deskContext() {
        return chromium.browser()
                .newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(1280, 800)
                                .setLocale("en-GB"));
    }

    private BrowserContext phoneContext() {
        return chromium.browser()
                .newContext(
                        new Browser.NewContextOptions()
                                .setViewportSize(390, 844)
                                .setDeviceScaleFactor(2)
                                .setHasTouch(true)
                                .setIsMobile(true)
                                .setColorScheme(ColorScheme.DARK)
                                .setLocale("zh-CN"));
    }

    private Visit visit(BrowserContext context, String path) {
        var url = studio.cluster().gatewayUrl().resolve(path).toString();
        var visit = Visit.open(context, url, JourneyTest::isTooEarly);
        visits.add(visit);
        return visit;
    }

    /** A stream is active some moments before there is a segment; players try again. */
    private static boolean isTooEarly(Response response) {
        return response.status() == 404 && response.url().endsWith("/index.m3u8");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static boolean shows(Page page, String selector, String text) {
        return page.locator(selector).allInnerTexts().stream().anyMatch(all -> all.contains(text));
    }

    private static void awaitShown(Page page, String selector, String text) {
        Chromium.within(selector + " shows " + text, () -> shows(page, selector, text));
    }

    /** Keeps a picture of the page, and makes sure that everybody can use it. */
    private void look(Visit visit, String name) {
        Chromium.screenshot(studio, visit.page(), "journey-" + name);
        visit.assertAccessible();
    }

    @Test
    @Order(1)
    void theBroadcasterSignsInAndCreatesAStream() {
        desk = visit(deskContext(), "/studio");
        var page = desk.page();
        page.locator("#username").fill(BROADCASTER);
        look(desk, "sign-in");
        page.locator("#password").fill(password);
        page.locator("#sign-in button[type=submit]").click();
        page.locator("#new-stream").click();
        page.locator("dialog input[name=title]").fill(TITLE);
        look(desk, "new-stream");
        page.locator("dialog button[type=submit]").click();
        awaitShown(page, "#title", TITLE);
        look(desk, "go-live");
    }

    @Test
    @Order(2)
    void theStreamGoesLive() throws IOException {
        var page = desk.page();
        page.locator("#show-key").click();
        var key = page.locator("#key").innerText();
        assertThat(key).startsWith("sk_live_");
        studio.cluster().secrets().keep(key);
        page.locator("#show-key").click();
        assertThat(page.locator("#key").innerText()).doesNotContain(key);
        publisher =
                LivePublisher.start(
                        studio.cluster().rtmpAddress(), key, List.of(studio.clips().numbered(64)));
        awaitShown(page, "#status", "Live");
        Chromium.within("the preview plays", () -> Chromium.position(page) > 0);
    }

    @Test
    @Order(3)
    void viewersWatchAndTalk() {
        var path = desk.page().locator("#watch-page").getAttribute("href");
        viewer = visit(deskContext(), path);
        phone = visit(phoneContext(), path);
        for (var visit : List.of(viewer, phone)) {
            Chromium.within("it plays", () -> Chromium.position(visit.page()) > 0);
        }
        RoomPanel.enter(viewer.page(), "Ann");
        RoomPanel.say(viewer.page(), "hello <b>everybody</b>");
        for (var visit : List.of(viewer, phone)) {
            awaitShown(visit.page(), "#room li .text", "hello <b>everybody</b>");
        }
        awaitShown(desk.page(), "#room-chat li", "hello <b>everybody</b>");
        Chromium.within(
                "it flies over the picture",
                () ->
                        (Boolean) viewer.page().evaluate(FLYING)
                                || (Boolean) phone.page().evaluate(FLYING));
        RoomPanel.enter(phone.page(), "小明");
        RoomPanel.say(phone.page(), "前方高能");
        awaitShown(viewer.page(), "#room li .text", "前方高能");
        look(viewer, "watch");
        look(phone, "watch-phone");
    }

    @Test
    @Order(4)
    void oneWritesInFullScreen() {
        RoomPanel.sayInFullScreen(viewer.page(), "over the picture");
        for (var visit : List.of(viewer, phone)) {
            awaitShown(visit.page(), "#room li .text", "over the picture");
        }
    }

    @Test
    @Order(5)
    void theRoomVotes() {
        var page = desk.page();
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Polls")).click();
        page.locator(".new-poll summary").click();
        page.locator(".new-poll").getByLabel("Question").fill("Which way?");
        page.locator(".poll-options input").first().fill("Left");
        page.locator(".poll-options input").last().fill("Right");
        page.locator(".new-poll button[type=submit]").click();

        awaitShown(phone.page(), ".room-polls", "Which way?");
        phone.page().locator(".room-polls .poll-option").last().click();
        phone.page().locator(".room-polls .poll-vote").click();
        awaitShown(page, ".polls .bars li:last-child", "100");
        awaitShown(viewer.page(), ".room-polls", "1 vote");
        look(desk, "poll");
        look(phone, "poll-phone");
        button(page, "Close poll: “Which way?”").click();
        awaitShown(page, ".polls .badge", "Closed");
    }

    @Test
    @Order(6)
    void theBroadcasterModerates() {
        var page = desk.page();
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Chat")).click();
        button(page, "Moderate Ann: “hello <b>everybody</b>”").click();
        look(desk, "moderate");
        button(page, "Delete message").click();
        for (var visit : List.of(viewer, phone)) {
            Chromium.within(
                    "the message is gone",
                    () -> !shows(visit.page(), "#room li .text", "everybody"));
            assertThat(shows(visit.page(), "#room li .text", "前方高能")).isTrue();
        }
    }

    @Test
    @Order(7)
    void theAdminSeesWhoIsUp() {
        var admin = visit(deskContext(), "/admin");
        var page = admin.page();
        page.locator("#username").fill("admin");
        page.locator("#password").fill(studio.cluster().adminPassword());
        page.locator("#sign-in button[type=submit]").click();
        awaitShown(page, "#main", "ingest");
        look(admin, "admin");
    }

    @Test
    @Order(8)
    void theStreamEnds() {
        var page = desk.page();
        page.locator("#complete").click();
        look(desk, "end");
        page.locator("dialog .danger").click();
        awaitShown(page, "#status", "Ended");
        Chromium.within(
                "the viewer is told", () -> viewer.page().innerText("body").contains("ended"));
        look(viewer, "ended");
        visits.forEach(Visit::assertNoTrouble);
    }
}
