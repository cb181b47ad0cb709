package tv.headwater.chat.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tv.headwater.chat.TestChat;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.id.StreamId;

/** Rooms as members see them, at two instances on one real Kafka. */
class SocketsTest {

    private static final Map<String, String> ROOMY =
            Map.of(
                    "headwater.socket.max-unjoined-per-address", "50",
                    "headwater.socket.join-timeout", "2s");

    private static TestChat chat;
    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext two;

    @BeforeAll
    static void start() {
        chat = TestChat.started(ROOMY);
        one = chat.context;
        var more = new java.util.HashMap<>(ROOMY);
        more.put("headwater.node.id", "chat-2");
        two = chat.start(more);
    }

    @AfterAll
    static void stop() {
        two.close();
        chat.close();
    }

    private static StreamId room() {
        return chat.room(one, two);
    }

    private static int port(ConfigurableApplicationContext instance) {
        return instance.getBean(Sockets.class).port();
    }

    private static String text(JsonNode message) {
        return message.path("text").asString();
    }

    @Test
    void whatIsSaidAtOneInstanceIsHeardAtBoth() {
        var stream = room();
        try (var anna = Client.joined(one, stream, "anna", null);
                var ben = Client.joined(two, stream, "ben", null)) {
            assertThat(anna.next("joined").path("user").path("name").asString()).isEqualTo("anna");
            ben.next("joined");
            long before = delays(two);
            anna.say("1", "hello <b>you</b> 👩‍👩‍👧‍👦");
            var heard = ben.next("message");
            assertThat(text(heard)).isEqualTo("hello <b>you</b> 👩‍👩‍👧‍👦");
            assertThat(heard.path("mode").asString()).isEqualTo("scroll");
            assertThat(heard.path("user").path("role").asString()).isEqualTo("viewer");
            assertThat(anna.next("message").path("clientId").asString()).isEqualTo("1");
            await().untilAsserted(() -> assertThat(delays(two)).isEqualTo(before + 1));
        }
    }

    /** How many messages were measured on their way to members. */
    private static long delays(ConfigurableApplicationContext instance) {
        return instance.getBean(MeterRegistry.class).get("headwater.chat.delay").timer().count();
    }

    @Test
    void whoComesBackMissesAndRepeatsNothing() {
        var stream = room();
        try (var anna = Client.joined(one, stream, "anna", null)) {
            anna.next("joined");
            String last;
            try (var ben = Client.joined(two, stream, "ben", null)) {
                ben.next("joined");
                anna.say("0", "0");
                last = ben.next("message").path("id").asString();
            }
            for (int i = 1; i <= 5; i++) {
                anna.say(String.valueOf(i), String.valueOf(i));
                anna.next("message", message -> true);
            }
            try (var ben = Client.joined(one, stream, "ben", last)) {
                var heard = new ArrayList<String>();
                var joined = ben.next("joined");
                joined.path("history").forEach(message -> heard.add(text(message)));
                assertThat(joined.path("complete").asBoolean()).isTrue();
                while (heard.size() < 5) {
                    heard.add(text(ben.next("message")));
                }
                assertThat(heard).containsExactly("1", "2", "3", "4", "5");
            }
        }
    }

    @Test
    void whatIsSentTwiceIsSaidOnce() {
        var stream = room();
        try (var anna = Client.joined(one, stream, "anna", null)) {
            anna.next("joined");
            anna.say("same", "once");
            var id = anna.next("message").path("id").asString();
            anna.say("same", "once");
            assertThat(anna.next("sent").path("id").asString()).isEqualTo(id);
            anna.say("other", "then");
            assertThat(text(anna.next("message"))).isEqualTo("then");
        }
    }

    @Test
    void aTicketLetsOneIn() {
        var stream = room();
        var ticket = Client.ticket(one, stream, "anna");
        var other = Client.ticket(one, room(), "anna");
        try (var first = Client.open(one, stream);
                var second = Client.open(two, stream);
                var third = Client.open(one, stream);
                var fourth = Client.open(two, stream)) {
            first.join(ticket, null);
            first.next("joined");
            second.join(ticket, null);
            assertThat(second.closeCode()).isEqualTo(4401);
            third.join(other, null);
            assertThat(third.closeCode()).isEqualTo(4401);
            fourth.join("no-ticket", null);
            assertThat(fourth.closeCode()).isEqualTo(4401);
        }
    }

    @Test
    void whoBringsATicketToTwoInstancesAtOnceComesInOnce() {
        var stream = room();
        for (int round = 0; round < 10; round++) {
            var ticket = Client.ticket(one, stream, "anna");
            try (var here = Client.open(one, stream);
                    var there = Client.open(two, stream)) {
                here.join(ticket, null);
                there.join(ticket, null);
                var in = List.of(here, there).stream().filter(SocketsTest::isIn).toList();
                assertThat(in).hasSize(1);
            }
        }
    }

    private static boolean isIn(Client client) {
        try {
            return client.next("joined") != null;
        } catch (AssertionError e) {
            assertThat(client.closeCode()).isEqualTo(4401);
            return false;
        }
    }

    @Test
    void rulesAreTold() {
        var stream = room();
        var rules = two.getBean(RoomRules.class);
        try (var anna = Client.joined(one, stream, "anna", null)) {
            var user = anna.next("joined").path("user").path("id").asString();
            rules.put(new ChatRule.Settings(stream, 0, true, List.of("Spam"), 10));
            until(one, stream, settings -> settings.maxLength() == 10);
            anna.say("1", "such SPAM");
            assertThat(anna.next("error").path("code").asString()).isEqualTo("blocked_word");
            anna.say("2", "longer than ten");
            assertThat(anna.next("error").path("code").asString()).isEqualTo("invalid_message");
            rules.put(new ChatRule.Settings(stream, 60, true, List.of(), 100));
            until(one, stream, settings -> settings.slowModeSeconds() == 60);
            anna.say("3", "first");
            anna.next("message");
            anna.say("4", "second");
            var slow = anna.next("error");
            assertThat(slow.path("code").asString()).isEqualTo("slow_mode");
            assertThat(slow.path("clientId").asString()).isEqualTo("4");
            assertThat(slow.path("retryAfter").asInt()).isBetween(1, 60);
            rules.put(new ChatRule.Banned(stream, user, "anna", null, "mod", Instant.now(), null));
            TestChat.until(
                    "the ban is known", () -> !one.getBean(RoomRules.class).bans(stream).isEmpty());
            anna.say("5", "third");
            assertThat(anna.next("error").path("code").asString()).isEqualTo("banned");
        }
    }

    @Test
    void membersKnowHowOneMaySpeak() {
        var stream = room();
        try (var anna = Client.joined(one, stream, "anna", null)) {
            var joined = anna.next("joined");
            assertThat(joined.path("maxLength").asInt()).isEqualTo(500);
            assertThat(joined.path("slowModeSeconds").asInt(-1)).isZero();
            two.getBean(RoomRules.class)
                    .put(new ChatRule.Settings(stream, 30, true, List.of("word"), 80));
            var rules = anna.next("rules");
            assertThat(rules.propertyNames())
                    .containsExactlyInAnyOrder("type", "maxLength", "slowModeSeconds");
            assertThat(rules.path("maxLength").asInt()).isEqualTo(80);
            assertThat(rules.path("slowModeSeconds").asInt()).isEqualTo(30);
            try (var ben = Client.joined(one, stream, "ben", null)) {
                assertThat(ben.next("joined").path("slowModeSeconds").asInt()).isEqualTo(30);
            }
        }
    }

    @Test
    void anErrorSaysWhichPollItIsAbout() {
        var stream = room();
        try (var anna = Client.joined(one, stream, "anna", null)) {
            anna.next("joined");
            anna.send(Map.of("type", "vote", "pollId", "aaaaaaaaaaaaaaaa", "option", 0));
            var refused = anna.next("error");
            assertThat(refused.path("code").asString()).isEqualTo("poll_unknown");
            assertThat(refused.path("pollId").asString()).isEqualTo("aaaaaaaaaaaaaaaa");
        }
    }

    @Test
    void guestsAreOutWhenTheyAreTurnedOff() {
        var stream = room();
        try (var inside = Client.joined(one, stream, "anna", null);
                var outside = Client.open(one, stream)) {
            inside.next("joined");
            var ticket = Client.ticket(one, stream, "ben");
            one.getBean(RoomRules.class)
                    .put(new ChatRule.Settings(stream, 0, false, List.of(), 100));
            outside.join(ticket, null);
            assertThat(outside.closeCode()).isEqualTo(4401);
            assertThat(outside.closeReason()).isEqualTo("no guests here");
            inside.say("1", "still here");
            var refused = inside.next("error");
            assertThat(refused.path("code").asString()).isEqualTo("no_guests");
            assertThat(refused.path("clientId").asString()).isEqualTo("1");
            inside.send(Map.of("type", "reaction", "emoji", "🔥"));
            assertThat(inside.next("error").path("code").asString()).isEqualTo("no_guests");
            one.getBean(RoomRules.class)
                    .put(new ChatRule.Settings(stream, 0, true, List.of(), 100));
            inside.say("2", "back");
            assertThat(text(inside.next("message"))).isEqualTo("back");
        }
    }

    private static void until(
            ConfigurableApplicationContext instance,
            StreamId stream,
            java.util.function.Predicate<ChatRule.Settings> known) {
        var rules = instance.getBean(RoomRules.class);
        TestChat.until("settings are known", () -> known.test(rules.settings(stream)));
    }

    @Test
    void whoTalksTooMuchIsTold() {
        var stream = room();
        try (var anna = Client.joined(one, stream, "anna", null)) {
            anna.next("joined");
            for (int i = 0; i <= 20; i++) {
                anna.say("flood" + i, "flood " + i);
            }
            var refused = anna.next("error");
            assertThat(refused.path("code").asString()).isEqualTo("rate_limited");
            assertThat(refused.path("clientId").asString()).isEqualTo("flood20");
        }
    }

    @Test
    void reactionsAreCounted() {
        var stream = room();
        try (var anna = Client.joined(one, stream, "anna", null);
                var ben = Client.joined(two, stream, "ben", null)) {
            anna.next("joined");
            ben.next("joined");
            anna.send(Map.of("type", "reaction", "emoji", "🔥"));
            assertThat(ben.next("reactions").path("counts").path("🔥").asInt()).isPositive();
            anna.send(Map.of("type", "reaction", "emoji", "x"));
            var refused = anna.next("error");
            assertThat(refused.path("code").asString()).isEqualTo("invalid_message");
            assertThat(refused.path("emoji").asString()).isEqualTo("x");
            assertThat(refused.has("clientId")).isFalse();
        }
    }

    @Test
    void badFramesHaveTheirCodes() throws IOException {
        var path = "/chat/" + room();
        var text = "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(closeCode(path, socket -> socket.frame(RawSocket.TEXT, true, text)))
                .isEqualTo(4400);
        assertThat(closeCode(path, socket -> socket.frame(RawSocket.BINARY, true, text)))
                .isEqualTo(1003);
        assertThat(closeCode(path, socket -> socket.frame(RawSocket.TEXT, true, false, text)))
                .isEqualTo(1002);
        assertThat(
                        closeCode(
                                path,
                                socket ->
                                        socket.frame(
                                                RawSocket.TEXT,
                                                true,
                                                new byte[] {(byte) 0xC3, (byte) 0x28})))
                .isEqualTo(1007);
        assertThat(closeCode(path, socket -> socket.frame(RawSocket.TEXT, true, new byte[1 << 20])))
                .isEqualTo(1009);
        assertThat(closeCode(path, SocketsTest::tenThousandFragments)).isEqualTo(1009);
        assertThat(closeCode(path, SocketsTest::floodOfPings)).isEqualTo(1008);
        assertThat(closeCode(path, socket -> {})).isEqualTo(4408);
    }

    private interface Deed {

        void on(RawSocket socket) throws IOException;
    }

    private static int closeCode(String path, Deed deed) throws IOException {
        try (var socket = new RawSocket(port(one), path, Map.of())) {
            assertThat(socket.status()).isEqualTo(101);
            deed.on(socket);
            return socket.closeCode();
        }
    }

    private static void tenThousandFragments(RawSocket socket) throws IOException {
        socket.frame(RawSocket.TEXT, false, "a".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 10_000; i++) {
            socket.frame(RawSocket.CONTINUATION, false, "a".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void floodOfPings(RawSocket socket) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            socket.frame(RawSocket.PING, true, new byte[0]);
        }
    }

    @Test
    void theDoorIsForItsOwnPages() throws IOException {
        var path = "/chat/" + room();
        assertThat(status(path, Map.of("Origin", "http://evil.example.org"))).isEqualTo(403);
        assertThat(status(path, Map.of("Origin", "http://chat.example.org"))).isEqualTo(101);
        assertThat(
                        status(
                                path,
                                Map.of(
                                        "Origin", "https://tv.example.org",
                                        "X-Forwarded-Host", "tv.example.org")))
                .isEqualTo(101);
        assertThat(status("/chat/short", Map.of())).isEqualTo(404);
        assertThat(status("/chat/../chat/" + room(), Map.of())).isEqualTo(404);
    }

    private static int status(String path, Map<String, String> headers) throws IOException {
        try (var socket = new RawSocket(port(one), path, headers)) {
            return socket.status();
        }
    }

    @Test
    void oneAddressHasFewSocketsThatDoNotJoin() throws IOException {
        var path = "/chat/" + room();
        var from = Map.of("X-Forwarded-For", "192.0.2.7");
        var open = new ArrayList<RawSocket>();
        try {
            for (int i = 0; i < 50; i++) {
                open.add(new RawSocket(port(one), path, from));
            }
            assertThat(open).allSatisfy(socket -> assertThat(socket.status()).isEqualTo(101));
            assertThat(status(path, from)).isEqualTo(429);
            assertThat(status(path, Map.of("X-Forwarded-For", "192.0.2.8"))).isEqualTo(101);
        } finally {
            for (var socket : open) {
                socket.close();
            }
        }
    }
}
