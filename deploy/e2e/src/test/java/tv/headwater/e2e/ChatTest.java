package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tv.headwater.e2e.chat.Crowd;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.cluster.Service;

/**
 * A crowd in one room, at two instances of chat-service behind the gateway, while each of them is killed, and PostgreSQL and Kafka are
 * away.
 *
 * <p>{@code -Dheadwater.e2e.chat.members=2000 -Dheadwater.e2e.chat.seconds=50} makes it larger and each of its six phases longer, which
 * needs {@code -Djunit.jupiter.execution.timeout.mode=disabled} too; {@code -Dheadwater.e2e.chat.talkers=30} have less said where the machine cannot
 * deliver what more would say.
 */
@Order(14)
@ExtendWith(StudioExtension.class)
class ChatTest {

    private static final int MEMBERS = Integer.getInteger("headwater.e2e.chat.members", 150);
    private static final int SECONDS = Integer.getInteger("headwater.e2e.chat.seconds", 5);
    private static final int TALKERS =
            Integer.getInteger("headwater.e2e.chat.talkers", Math.clamp(MEMBERS / 13, 10, 150));

    /** Of one talker: 20 messages in 30 s are allowed. */
    private static final Duration PAUSE = Duration.ofMillis(1_550);

    private final Studio studio;
    private Api admin;

    ChatTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void open() {
        studio.cluster().startChats();
        admin = studio.cluster().admin();
    }

    /** A stream whose room the gateway leads to. */
    private String room(String title) {
        var stream = admin.createStream(title).id();
        var path = "/api/v1/live-streams/" + stream;
        await("the gateway knows the rooms")
                .atMost(Duration.ofSeconds(30))
                .until(() -> admin.get(path + "/chat-settings").status() == 200);
        return stream;
    }

    @AfterAll
    void close() {
        studio.cluster().chats().stream().filter(Service::isRunning).forEach(Service::kill);
    }

    private List<String> talkers(String stream) {
        return IntStream.range(0, TALKERS).mapToObj(number -> talker(stream, number)).toList();
    }

    private String talker(String stream, int number) {
        var password = UUID.randomUUID().toString();
        var name = "talker-" + stream.substring(0, 6) + "-" + number;
        var answer =
                admin.post(
                        "/api/v1/users",
                        Map.of("username", name, "password", password, "roles", List.of("viewer")));
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        return admin.asNobody().as(name, password).token();
    }

    @Test
    void nobodyMissesAnythingWhoeverDies() throws InterruptedException {
        var stream = room("Chatty");
        try (var crowd = crowd(stream)) {
            crowd.talk(PAUSE);
            awaitSaid(crowd, TALKERS * 2);
            for (var chat : studio.cluster().chats()) {
                chat.kill();
                awaitMore(crowd);
                chat.start();
                chat.awaitReady();
                awaitMore(crowd);
            }
            studio.cluster().postgres().kill();
            awaitMore(crowd);
            startPostgres();
            awaitMore(crowd);
            crowd.fallSilent();
            crowd.awaitAllHeard();
            studio.note(
                    "chat: %d members, %d said, %d joins, breaches %s"
                            .formatted(
                                    crowd.size(), crowd.said(), crowd.joins(), crowd.breaches()));
            assertThat(crowd.breaches()).isEmpty();
            assertThat(crowd.joins()).isGreaterThan(crowd.size());
            awaitHistory(stream, crowd.said());
        }
    }

    @Test
    void whatCannotBeKeptIsRefusedAndNothingThatWasHeardIsLost()
            throws IOException, InterruptedException {
        var stream = room("Chatty without a log");
        try (var crowd = crowd(stream)) {
            crowd.talk(PAUSE);
            awaitSaid(crowd, TALKERS * 2);
            studio.cluster().kafka().stop();
            try {
                await("talkers are told that the log is away")
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> crowd.unavailable() >= TALKERS);
            } finally {
                studio.cluster().kafka().start();
            }
            awaitMore(crowd);
            crowd.fallSilent();
            crowd.awaitAllHeard();
            studio.note(
                    "chat without a log: %d said, %d refused, breaches %s"
                            .formatted(crowd.said(), crowd.unavailable(), crowd.breaches()));
            assertThat(crowd.breaches()).isEmpty();
            awaitHistory(stream, crowd.said());
        }
    }

    private Crowd crowd(String stream) {
        var gateways = List.of(studio.cluster().gatewayUrl());
        return Crowd.join(gateways, stream, talkers(stream), MEMBERS - TALKERS);
    }

    private static void awaitSaid(Crowd crowd, int messages) {
        await("%d messages are said".formatted(messages))
                .atMost(Duration.ofSeconds(60 + SECONDS))
                .until(() -> crowd.said() >= messages);
    }

    /** What is said in some seconds if nothing is in the way. */
    private static void awaitMore(Crowd crowd) {
        long usual = TALKERS * Duration.ofSeconds(SECONDS).dividedBy(PAUSE);
        awaitSaid(crowd, crowd.said() + Math.toIntExact(usual));
    }

    private void startPostgres() {
        try {
            studio.cluster().postgres().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that was said stands in the history, once. */
    private void awaitHistory(String stream, int said) {
        await("all that was said is in the history")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(history(stream)).isEqualTo(said));
    }

    private int history(String stream) {
        int count = 0;
        var path = "/api/v1/live-streams/" + stream + "/messages?limit=100";
        String cursor = "";
        do {
            var page = admin.get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor)).json();
            count += page.path("items").size();
            cursor = page.path("nextCursor").asString("");
        } while (!cursor.isEmpty());
        return count;
    }
}
