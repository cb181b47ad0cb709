package tv.headwater.chat.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tv.headwater.access.AccessFacts;
import tv.headwater.access.TestTokens;
import tv.headwater.chat.TestChat;
import tv.headwater.chat.access.RoomRules;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.chat.ChatRule;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.stream.PlaybackPolicy;

/** Rooms of signed streams: open to guests who may play them, for as long as they may. */
class SignedRoomsTest {

    private static final int OUT = 4401;
    private static final String WHY = "no valid playback token";
    private static final TestTokens ISSUER = new TestTokens("k1");

    private static TestChat chat;
    private static ConfigurableApplicationContext one;

    @BeforeAll
    static void start() {
        chat = TestChat.started();
        one = chat.context;
        chat.tell(ISSUER.fact());
        TestChat.until("key known", () -> one.getBean(AccessFacts.class).key("k1") != null);
    }

    @AfterAll
    static void stop() {
        chat.close();
    }

    private static StreamId signedRoom() {
        var stream = StreamId.random();
        chat.tell(stream, PlaybackPolicy.SIGNED, one);
        return stream;
    }

    private static HttpResponse<byte[]> ask(StreamId stream, String... headers) {
        return Client.ask(one, stream, Map.of("nickname", "anna"), "192.0.2.1", headers);
    }

    private static String bearer(String token) {
        return "Bearer " + token;
    }

    private static String ticket(StreamId stream, String token) {
        var answer = ask(stream, "Authorization", bearer(token));
        assertThat(answer.statusCode()).isEqualTo(201);
        return Json.read(answer.body(), JsonNode.class).path("ticket").asString();
    }

    /** A guest who is in by a token. */
    private static Client joined(StreamId stream, String token) {
        var client = Client.open(one, stream);
        client.join(ticket(stream, token), null);
        client.next("joined");
        return client;
    }

    private static void refused(HttpResponse<byte[]> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        var problem = Json.read(answer.body(), JsonNode.class);
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("detail").asString()).contains("playback token");
    }

    @Test
    void aTokenOpensThemHoweverItIsShown() {
        var stream = signedRoom();
        var token = ISSUER.token(stream, "t1", Instant.now());
        assertThat(ask(stream, "Authorization", bearer(token)).statusCode()).isEqualTo(201);
        assertThat(ask(stream, "Cookie", "a=b; hw_play=" + token).statusCode()).isEqualTo(201);
        try (var anna = joined(stream, token)) {
            anna.say("1", "let in");
            assertThat(anna.next("message").path("text").asString()).isEqualTo("let in");
        }
    }

    @Test
    void nobodyElseGetsATicket() {
        var stream = signedRoom();
        var now = Instant.now();
        refused(ask(stream), 401, "playback_token_needed");
        refused(ask(stream, "Cookie", "hw_play=nonsense"), 401, "playback_token_needed");
        var forged = new TestTokens("k1").token(stream, "t1", now);
        refused(ask(stream, "Authorization", bearer(forged)), 401, "invalid_credentials");
        var old = ISSUER.token(stream, "t1", now.minusSeconds(3600));
        refused(ask(stream, "Cookie", "hw_play=" + old), 401, "invalid_credentials");
        var foreign = ISSUER.token(signedRoom(), "t1", now);
        refused(ask(stream, "Authorization", bearer(foreign)), 403, "forbidden");

        one.getBean(RoomRules.class).put(new ChatRule.Settings(stream, 0, false, List.of(), 100));
        var good = ISSUER.token(stream, "t1", now);
        assertThat(ask(stream, "Authorization", bearer(good)).statusCode())
                .as("guests are turned off")
                .isEqualTo(401);
    }

    @Test
    void publicRoomsNeedNone() {
        var stream = chat.room(one);
        var foreign = ISSUER.token(signedRoom(), "t1", Instant.now());
        assertThat(ask(stream, "Authorization", bearer(foreign)).statusCode()).isEqualTo(201);
    }

    @Test
    void whoseTokenIsRevokedIsOut() {
        var stream = signedRoom();
        var now = Instant.now();
        try (var anna = joined(stream, ISSUER.token(stream, "t1", now));
                var ben = joined(stream, ISSUER.token(stream, "t2", now))) {
            var waiting = ticket(stream, ISSUER.token(stream, "t1", now));
            var revoked = new AccessFact.TokenRevoked("t1", stream, now.plusSeconds(300));
            chat.tell(revoked);
            assertThat(anna.closeCode()).isEqualTo(OUT);
            assertThat(anna.closeReason()).isEqualTo(WHY);
            try (var late = Client.open(one, stream)) {
                late.join(waiting, null);
                assertThat(late.closeCode()).isEqualTo(OUT);
                assertThat(late.closeReason()).isEqualTo(WHY);
            }
            ben.say("1", "still here");
            assertThat(ben.next("message").path("text").asString()).isEqualTo("still here");

            var all = new AccessFact.StreamRevoked(stream, now.plusSeconds(1));
            chat.tell(all);
            assertThat(ben.closeReason()).isEqualTo(WHY);
        }
    }

    @Test
    void whoseTokenExpiresIsOut() {
        var stream = signedRoom();
        // Five minutes long, and for as long as clocks may differ.
        try (var anna =
                joined(stream, ISSUER.token(stream, "t1", Instant.now().minusSeconds(299)))) {
            assertThat(anna.closeCode()).isEqualTo(OUT);
            assertThat(anna.closeReason()).isEqualTo(WHY);
        }
    }

    @Test
    void whoHasNoneIsOutOfAStreamThatBecomesSigned() {
        var stream = chat.room(one);
        try (var anna = Client.joined(one, stream, "anna", null)) {
            anna.next("joined");
            chat.tell(stream, PlaybackPolicy.SIGNED, one);
            assertThat(anna.closeCode()).isEqualTo(OUT);
            assertThat(anna.closeReason()).isEqualTo(WHY);
        }
    }
}
