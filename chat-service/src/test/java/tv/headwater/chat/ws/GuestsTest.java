package tv.headwater.chat.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tv.headwater.chat.TestChat;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.contract.chat.BanScope;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.id.PollId;
import tv.headwater.contract.id.StreamId;

/** Guests of one address are people of their own, and together no more than so many; at two instances. */
class GuestsTest {

    private static final int PER_ADDRESS = 3;
    private static final int TICKETS = 20;
    private static final int MESSAGES = 20;
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "headwater.guests.per-address",
                    String.valueOf(PER_ADDRESS),
                    "headwater.guests.tickets-per-address",
                    String.valueOf(TICKETS),
                    "headwater.socket.frames-per-window",
                    "1000",
                    "headwater.socket.max-unjoined-per-address",
                    "50");

    private static TestChat chat;
    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext two;

    @BeforeAll
    static void start() {
        chat = TestChat.started(SETTINGS);
        one = chat.context;
        var more = new HashMap<>(SETTINGS);
        more.put("headwater.node.id", "chat-2");
        two = chat.start(more);
    }

    @AfterAll
    static void stop() {
        two.close();
        chat.close();
    }

    /** A guest who is in. */
    private record Guest(Client client, String id, String token) implements AutoCloseable {

        @Override
        public void close() {
            client.close();
        }
    }

    private static Guest guest(
            ConfigurableApplicationContext instance,
            StreamId stream,
            String address,
            String guestToken) {
        var answer =
                Client.answer(
                        instance,
                        stream,
                        Map.of("nickname", "somebody", "guestToken", guestToken),
                        address);
        var client = Client.open(instance, stream);
        client.join(answer.path("ticket").asString(), null);
        var user = client.next("joined").path("user").path("id").asString();
        return new Guest(client, user, answer.path("guestToken").asString());
    }

    private static String code(JsonNode error) {
        return error.path("code").asString();
    }

    /** Says all that one may within the window, at once. */
    private static void sayAll(Guest guest, String prefix) {
        for (int i = 0; i < MESSAGES; i++) {
            guest.client().say(prefix + i, "text " + i);
        }
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(outcome(guest, prefix + i)).isEqualTo("message");
        }
    }

    /** What becomes of a message: {@code message}, or the code it is refused with. */
    private static String saying(Guest guest, String clientId) {
        guest.client().say(clientId, "text " + clientId);
        return outcome(guest, clientId);
    }

    private static String outcome(Guest guest, String clientId) {
        var frame =
                guest.client().next(each -> each.path("clientId").asString("").equals(clientId));
        return frame.path("type").asString().equals("message") ? "message" : code(frame);
    }

    private static PollId poll(StreamId stream) {
        var id = PollId.random();
        one.getBean(JdbcClient.class)
                .sql(
                        """
                        insert into polls (id, stream_id, question, options, opened_at, opened_by)
                        values (:id, :stream, 'Which?', array['a', 'b'], now(), 'somebody')
                        """)
                .param("id", id.value())
                .param("stream", stream.value())
                .update();
        return id;
    }

    private static String voting(Guest guest, PollId poll, int option) {
        guest.client().send(Map.of("type", "vote", "pollId", poll.value(), "option", option));
        var frame =
                guest.client()
                        .next(each ->
                                each.path("pollId").asString("").equals(poll.value())
                                        && !each.path("type").asString().equals("poll"));
        return frame.path("type").asString().equals("voted") ? "voted" : code(frame);
    }

    @Test
    void eachHasAnIdAPaceAndAVote() {
        var stream = chat.room(one, two);
        var address = "192.0.2.1";
        try (var anna = guest(one, stream, address, "");
                var ben = guest(one, stream, address, "")) {
            assertThat(anna.id()).isNotEqualTo(ben.id());
            sayAll(anna, "a");
            assertThat(saying(anna, "more")).isEqualTo("rate_limited");
            assertThat(saying(ben, "b")).isEqualTo("message");
            var poll = poll(stream);
            assertThat(voting(anna, poll, 0)).isEqualTo("voted");
            assertThat(voting(ben, poll, 1)).isEqualTo("voted");
            assertThat(voting(anna, poll, 1)).isEqualTo("already_voted");
        }
    }

    @Test
    void slowModeIsForEach() {
        var stream = chat.room(one, two);
        one.getBean(RoomRules.class).put(new ChatRule.Settings(stream, 600, true, List.of(), 100));
        var address = "192.0.2.2";
        try (var anna = guest(one, stream, address, "");
                var ben = guest(one, stream, address, "");
                var cleo = guest(one, stream, address, "");
                var dan = guest(one, stream, address, "");
                var eve = guest(one, stream, "192.0.2.3", "")) {
            assertThat(saying(anna, "a")).isEqualTo("message");
            for (int i = 0; i < PER_ADDRESS; i++) {
                assertThat(saying(anna, "again" + i)).isEqualTo("slow_mode");
            }
            assertThat(saying(ben, "b")).isEqualTo("message");
            assertThat(saying(cleo, "c")).isEqualTo("message");
            assertThat(saying(dan, "d")).as("one too many").isEqualTo("rate_limited");
            assertThat(saying(eve, "e")).isEqualTo("message");
        }
    }

    @Test
    void whoComesBackIsTheSameWhereverThatIs() {
        var stream = chat.room(one, two);
        try (var anna = guest(one, stream, "192.0.2.4", "");
                var elsewhere = guest(two, stream, "198.51.100.4", anna.token());
                var other = guest(two, chat.room(one, two), "192.0.2.4", anna.token());
                var forged = guest(two, stream, "192.0.2.4", anna.token().substring(1))) {
            assertThat(elsewhere.id()).isEqualTo(anna.id());
            assertThat(other.id()).as("of another stream").isNotEqualTo(anna.id());
            assertThat(forged.id()).isNotEqualTo(anna.id());
            var poll = poll(stream);
            assertThat(voting(anna, poll, 0)).isEqualTo("voted");
            assertThat(voting(elsewhere, poll, 1)).isEqualTo("already_voted");
        }
    }

    @Test
    void whoThrowsItsIdentityAwayMeetsTheBoundOfItsAddress() {
        var stream = chat.room(one, two);
        var poll = poll(stream);
        var address = "2001:db8:1:2::%d";
        for (int i = 0; i < PER_ADDRESS; i++) {
            var instance = i % 2 == 0 ? one : two;
            try (var guest = guest(instance, stream, address.formatted(i + 1), "")) {
                assertThat(voting(guest, poll, 0)).isEqualTo("voted");
            }
        }
        try (var late = guest(two, stream, address.formatted(99), "");
                var elsewhere = guest(two, stream, "2001:db8:1:3::1", "")) {
            assertThat(voting(late, poll, 1)).isEqualTo("too_many_votes");
            assertThat(voting(elsewhere, poll, 1)).isEqualTo("voted");
        }
    }

    @Test
    void allOfAnAddressSayNoMoreThanSoMany() {
        var stream = chat.room(one, two);
        var address = "192.0.2.5";
        for (int i = 0; i < PER_ADDRESS; i++) {
            try (var guest = guest(one, stream, address, "")) {
                sayAll(guest, i + "-");
            }
        }
        try (var late = guest(one, stream, address, "");
                var elsewhere = guest(one, stream, "192.0.2.6", "")) {
            assertThat(saying(late, "late")).isEqualTo("rate_limited");
            assertThat(saying(elsewhere, "elsewhere")).isEqualTo("message");
        }
    }

    @Test
    void anAddressHasSoManyTicketsInAMinute() {
        var stream = chat.room(one, two);
        var body = Map.of("nickname", "anna");
        for (int i = 0; i < TICKETS; i++) {
            var here = i % 2 == 0 ? stream : chat.room(one);
            assertThat(Client.ask(one, here, body, "192.0.2.7").statusCode()).isEqualTo(201);
        }
        var refused = Client.ask(one, stream, body, "192.0.2.7");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(Client.ask(one, stream, body, "192.0.2.8").statusCode()).isEqualTo(201);
    }

    private static void ban(StreamId stream, Guest guest, BanScope scope) {
        one.getBean(RoomRules.class)
                .put(
                        new ChatRule.Banned(
                                stream, guest.id(), "anna", null, "mod", Instant.now(), scope));
        TestChat.until(
                "the ban is known", () -> !two.getBean(RoomRules.class).bans(stream).isEmpty());
    }

    @Test
    void aBanHitsTheAddress() {
        var stream = chat.room(one, two);
        var address = "192.0.2.9";
        try (var anna = guest(one, stream, address, "");
                var ben = guest(two, stream, address, "");
                var cleo = guest(two, stream, "192.0.2.10", "")) {
            ban(stream, anna, BanScope.ADDRESS);
            assertThat(saying(anna, "a")).isEqualTo("banned");
            assertThat(saying(ben, "b")).isEqualTo("banned");
            assertThat(saying(cleo, "c")).isEqualTo("message");
            try (var anew = guest(two, stream, address, "");
                    var away = guest(two, stream, "192.0.2.11", anna.token());
                    var visiting = guest(two, stream, address, cleo.token());
                    var home = guest(two, stream, "192.0.2.10", visiting.token())) {
                assertThat(saying(anew, "n")).isEqualTo("banned");
                assertThat(saying(away, "w")).isEqualTo("banned");
                assertThat(voting(away, poll(stream), 0)).isEqualTo("banned");
                assertThat(saying(visiting, "v")).isEqualTo("banned");
                assertThat(home.id()).isEqualTo(cleo.id());
                assertThat(saying(home, "h")).isEqualTo("message");
            }
        }
    }

    @Test
    void aBanOfOneLeavesTheOthersOfItsAddress() {
        var stream = chat.room(one, two);
        var address = "192.0.2.12";
        try (var anna = guest(one, stream, address, "");
                var ben = guest(two, stream, address, "")) {
            ban(stream, anna, BanScope.GUEST);
            assertThat(saying(anna, "a")).isEqualTo("banned");
            assertThat(saying(ben, "b")).isEqualTo("message");
            try (var again = guest(two, stream, "192.0.2.13", anna.token())) {
                assertThat(saying(again, "a2")).isEqualTo("banned");
            }
        }
    }
}
