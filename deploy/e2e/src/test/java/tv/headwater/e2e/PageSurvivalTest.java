package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.cluster.Service;
import tv.headwater.e2e.cluster.Signals;
import tv.headwater.e2e.media.Hls;
import tv.headwater.e2e.rtmp.LivePublisher;

/**
 * Two people watch and talk while the only edge, metadata-service and the instances of chat-service are killed one after another, and while
 * their computer sleeps. Nobody reloads a page, and all hear all that was said, once and in order.
 */
@Order(14)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ExtendWith(StudioExtension.class)
class PageSurvivalTest {

    private static final double CLOSE_SECONDS = 6;
    private static final int SLEPT_SEGMENTS = 10;
    private static final Duration SLEPT_AT_MOST = Duration.ofMinutes(2);
    private static final String MARK = "window.neverReloaded = true";

    private final Studio studio;
    private final List<String> said = new ArrayList<>();
    private Api.CreatedStream stream;
    private LivePublisher publisher;
    private Chromium chromium;
    private Page ann;
    private Page bob;

    PageSurvivalTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void open() {
        studio.cluster().startChats();
        stream = studio.cluster().admin().createStream("Never reloaded");
        publisher = SteadyStream.publish(studio, stream);
        Studio.awaitSegments(studio.hls(stream.id()), Hls.VIDEO, 2);
        chromium = Chromium.open();
        ann = watch("Ann");
        bob = watch("Bob");
    }

    private Page watch(String name) {
        var page = chromium.browser().newPage();
        page.navigate(studio.cluster().gatewayUrl().resolve("/watch/" + stream.id()).toString());
        page.evaluate(MARK);
        awaitLive(page);
        RoomPanel.enter(page, name);
        return page;
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
        publisher.close();
    }

    @Test
    @Order(1)
    void theEdgeDiesAndReturns() {
        press(bob, "play");
        restart(studio.cluster().delivery().edges().getFirst());
        awaitLive(ann);
        assertThat(bob.evaluate("() => document.querySelector('video').paused"))
                .as("who had paused is not played to")
                .isEqualTo(true);
        press(bob, "play");
        Chromium.within(
                "it plays again",
                () ->
                        Boolean.FALSE.equals(
                                bob.evaluate("() => document.querySelector('video').paused")));
        press(bob, "live");
        awaitAllIsWell();
    }

    private static void press(Page page, String button) {
        page.evaluate("id => document.getElementById(id).click()", button);
    }

    @Test
    @Order(2)
    void theApiDiesAndReturns() {
        var metadata = studio.cluster().metadata();
        metadata.kill();
        awaitAllIsWell();
        metadata.start();
        metadata.awaitReady();
        awaitAllIsWell();
    }

    @Test
    @Order(3)
    void chatInstancesDieInTurn() {
        for (var chat : studio.cluster().chats()) {
            chat.kill();
            awaitAllIsWell();
            chat.start();
            chat.awaitReady();
        }
        awaitAllIsWell();
    }

    @Test
    @Order(4)
    void theComputerSleeps() {
        var source = studio.hls(stream.id());
        var browser = browserProcesses();
        assertThat(browser).isNotEmpty();
        long asleep = source.segments(Hls.VIDEO);
        browser.forEach(process -> Signals.send("STOP", process.pid()));
        try {
            await("it has slept")
                    .atMost(SLEPT_AT_MOST)
                    .until(() -> source.segments(Hls.VIDEO) > asleep + SLEPT_SEGMENTS);
        } finally {
            browser.forEach(process -> Signals.send("CONT", process.pid()));
        }
        awaitAllIsWell();
    }

    private static List<ProcessHandle> browserProcesses() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().command().orElse("").contains("chrom"))
                .toList();
    }

    private static void restart(Service service) {
        service.kill();
        service.start();
        service.awaitReady();
    }

    /** Both play, close to live, and what each says is heard by both. */
    private void awaitAllIsWell() {
        for (var page : List.of(ann, bob)) {
            awaitLive(page);
            RoomPanel.awaitEntered(page);
            said.add("message " + said.size());
            RoomPanel.say(page, said.getLast());
            awaitHeard();
        }
        for (var page : List.of(ann, bob)) {
            assertThat(page.evaluate("() => window.neverReloaded")).isEqualTo(true);
        }
    }

    private void awaitHeard() {
        for (var page : List.of(ann, bob)) {
            Chromium.within("all is heard: " + said, () -> RoomPanel.texts(page).equals(said));
        }
    }

    private static void awaitLive(Page page) {
        double before = Chromium.position(page);
        Chromium.within("it plays", () -> Chromium.position(page) > before + 1);
        Chromium.within("it is close to live", () -> Chromium.behindLive(page) < CLOSE_SECONDS);
    }
}
