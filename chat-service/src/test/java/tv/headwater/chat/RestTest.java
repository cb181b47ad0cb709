package tv.headwater.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tv.headwater.access.AccessFacts;
import tv.headwater.access.TestTokens;
import tv.headwater.contract.access.AccessFact;
import tv.headwater.contract.access.AccessToken;
import tv.headwater.contract.chat.ChatEvent;
import tv.headwater.contract.chat.ChatRole;
import tv.headwater.contract.chat.ChatUser;
import tv.headwater.contract.chat.DanmakuMode;
import tv.headwater.contract.chat.MessageColor;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;

/** The REST API as it ships, on a real PostgreSQL and a real Kafka, without metadata-service. */
class RestTest {

    private static final StreamId STREAM = new StreamId("resttestaaaaaaaa");
    private static final StreamId SIGNED = new StreamId("resttestbbbbbbbb");
    private static final UUID OWNER = UUID.randomUUID();
    private static final UUID VIEWER = UUID.randomUUID();
    private static final String SPAN =
            "?mediaFrom=2026-01-01T00:00:00Z&mediaTo=2026-01-01T01:00:00Z";
    private static final String ISSUER = "headwater";

    private static TestChat chat;
    private static ECKey key;
    private static HttpServer metadata;
    private static final AtomicInteger ASKED = new AtomicInteger();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private record Answer(int status, String body) {

        JsonNode json() {
            return Json.MAPPER.readTree(body);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        metadata = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        metadata.createContext(
                "/api/v1/users/me",
                exchange -> {
                    ASKED.incrementAndGet();
                    boolean good =
                            "Bearer hk_good"
                                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                    var body =
                            "{\"id\":\"%s\",\"username\":\"keyed\",\"roles\":[\"broadcaster\"],\"createdAt\":\"2026-01-01T00:00:00Z\"}"
                                    .formatted(OWNER)
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(good ? 200 : 401, good ? body.length : -1);
                    if (good) {
                        exchange.getResponseBody().write(body);
                    }
                    exchange.close();
                });
        metadata.start();
        chat =
                TestChat.started(
                        Map.of(
                                "headwater.metadata-url",
                                "http://127.0.0.1:" + metadata.getAddress().getPort()));
        key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
        put(
                Topics.PLAYBACK_ACCESS,
                "key/k1",
                new AccessFact.SigningKey("k1", key.toPublicJWK().toJSONString(), ISSUER));
        put(Topics.STREAMS, STREAM.value(), stream(STREAM, PlaybackPolicy.PUBLIC));
        put(Topics.STREAMS, SIGNED.value(), stream(SIGNED, PlaybackPolicy.SIGNED));
        TestChat.until("stream known", () -> get("/messages", "").status() == 200);
        TestChat.until("key known", () -> get("/bans", owner()).status() == 200);
    }

    @AfterAll
    static void stop() {
        chat.close();
        metadata.stop(0);
    }

    private static StreamSettings stream(StreamId id, PlaybackPolicy policy) {
        return new StreamSettings(
                id,
                StreamStatus.ACTIVE,
                policy,
                LatencyMode.LOW,
                Ladder.AUTO,
                0,
                60,
                Encryption.NONE,
                null,
                null,
                1,
                Instant.now(),
                OWNER);
    }

    private static void put(String topic, String name, Object value) throws Exception {
        chat.kafka
                .producer()
                .send(
                        new ProducerRecord<>(
                                topic, name.getBytes(StandardCharsets.UTF_8), Json.write(value)))
                .get();
    }

    private static String token(UUID user, String type, String role) {
        try {
            var jwt =
                    new SignedJWT(
                            new JWSHeader.Builder(JWSAlgorithm.ES256)
                                    .type(new JOSEObjectType(type))
                                    .keyID("k1")
                                    .build(),
                            new JWTClaimsSet.Builder()
                                    .issuer(ISSUER)
                                    .audience(AccessToken.AUDIENCE)
                                    .subject(user.toString())
                                    .claim(AccessToken.USERNAME, "somebody")
                                    .claim(AccessToken.ROLES, List.of(role))
                                    .issueTime(Date.from(Instant.now()))
                                    .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                                    .jwtID("j")
                                    .build());
            jwt.sign(new ECDSASigner(key));
            return jwt.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String owner() {
        return token(OWNER, AccessToken.TYPE, "BROADCASTER");
    }

    private static String viewer() {
        return token(VIEWER, AccessToken.TYPE, "VIEWER");
    }

    private static Answer get(String path, String token) {
        return send("GET", path, "", token);
    }

    private static Answer send(String method, String path, String body, String token) {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        TestChat.url(chat.context)
                                                + (path.startsWith("/api/")
                                                        ? path
                                                        : "/api/v1/live-streams/" + STREAM + path)))
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            var response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.body());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void knowsCallersAndWhatTheyAre() {
        assertThat(get("/bans", "").status()).isEqualTo(401);
        assertThat(get("/bans", "nonsense").status()).isEqualTo(401);
        assertThat(get("/bans", token(OWNER, "pt+jwt", "BROADCASTER")).status()).isEqualTo(401);
        assertThat(get("/bans", viewer()).status()).isEqualTo(403);
        assertThat(get("/bans", token(VIEWER, AccessToken.TYPE, "ADMIN")).status()).isEqualTo(200);
        assertThat(get("/api/v1/live-streams/nosuchstreamaaaa/messages", "").status())
                .isEqualTo(404);
        int before = ASKED.get();
        assertThat(get("/bans", "hk_good").status()).isEqualTo(200);
        assertThat(get("/bans", "hk_good").status()).isEqualTo(200);
        assertThat(get("/bans", "hk_bad").status()).isEqualTo(401);
        assertThat(ASKED.get() - before).isEqualTo(2);
    }

    @Test
    void roomsOfSignedStreamsAreForAccountsAndWhoMayPlay() {
        var room = "/api/v1/live-streams/" + SIGNED;
        TestChat.until("signed", () -> get(room + "/messages", viewer()).status() == 200);
        var play = new TestTokens("k2");
        chat.tell(play.fact());
        TestChat.until("key known", () -> chat.bean(AccessFacts.class).key("k2") != null);
        var token = play.token(SIGNED, "t1", Instant.now());
        for (var path : List.of("/messages", "/messages/heat-map" + SPAN, "/polls")) {
            assertThat(get(room + path, token).status()).as(path).isEqualTo(200);
            assertThat(get(room + path, viewer()).status()).as(path).isEqualTo(200);
            var refused = get(room + path, "");
            assertThat(refused.status()).as(path).isEqualTo(401);
            assertThat(refused.json().get("code").asString()).isEqualTo("playback_token_needed");
        }
        assertThat(get(room + "/bans", token).status()).as("it is no account's").isEqualTo(401);
        assertThat(get("/messages", token).status()).as("a public stream").isEqualTo(200);
        assertThat(send("POST", room + "/chat-tickets", "", viewer()).status()).isEqualTo(201);
    }

    @Test
    void keepsOrderAndNotesIt() {
        assertThat(send("PUT", "/moderators/" + VIEWER, "{}", viewer()).status()).isEqualTo(403);
        assertThat(send("PUT", "/moderators/" + VIEWER, "{}", owner()).status()).isEqualTo(200);
        assertThat(get("/bans", viewer()).status()).isEqualTo(200);
        var ban = "{\"userId\":\"%s\",\"seconds\":60}";
        assertThat(send("POST", "/bans", ban.formatted("guest-1"), viewer()).status())
                .isEqualTo(201);
        assertThat(send("POST", "/bans", ban.formatted(OWNER), viewer()).status()).isEqualTo(409);
        assertThat(get("/bans", owner()).json().get("items")).hasSize(1);
        assertThat(send("DELETE", "/bans/guest-1", "", owner()).status()).isEqualTo(204);
        assertThat(send("DELETE", "/bans/guest-1", "", owner()).status()).isEqualTo(404);
        assertThat(send("DELETE", "/moderators/" + VIEWER, "", owner()).status()).isEqualTo(204);
        assertThat(get("/bans", viewer()).status()).isEqualTo(403);
        assertThat(get("/moderation-log", owner()).json().get("items"))
                .extracting(act -> act.get("act").asString())
                .contains("moderator_named", "user_banned", "user_unbanned", "moderator_dismissed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1000000000", "1969", "%2B10000", "%2B1000000000"})
    void mediaOfNoTimeOfOursIsRefused(String year) {
        var span = "mediaFrom=%s-06-01T00:00:00Z&mediaTo=%s-06-02T00:00:00Z".formatted(year, year);
        for (var path : List.of("/messages?" + span, "/messages/heat-map?" + span)) {
            var refused = get(path, "");
            assertThat(refused.status()).as(path).isEqualTo(400);
            assertThat(refused.json().get("property").asString()).startsWith("media");
        }
    }

    @Test
    void guestsComeWithATicketWhereTheyMay() {
        var first = send("POST", "/chat-tickets", "{\"nickname\":\"Zoë\"}", "");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.json().get("expiresIn").asInt()).isEqualTo(30);
        var second = send("POST", "/chat-tickets", "{\"nickname\":\"Other\"}", "");
        var id = id(first);
        assertThat(id).startsWith("guest-").isNotEqualTo(id(second));
        assertThat(ChatUser.addressOf(id)).isEqualTo(ChatUser.addressOf(id(second)));
        assertThat(send("POST", "/chat-tickets", "{\"nickname\":\"\\u202Ex\"}", "").status())
                .isEqualTo(400);
        for (var wrong : List.of("42", "true", "[\"a\"]", "\"\\u3164\"")) {
            var refused = send("POST", "/chat-tickets", "{\"nickname\":" + wrong + "}", "");
            assertThat(refused.status()).as(wrong).isEqualTo(400);
            assertThat(refused.json().get("property").asString()).isEqualTo("nickname");
        }
        assertThat(send("PATCH", "/chat-settings", "{\"guests\":false}", owner()).status())
                .isEqualTo(200);
        assertThat(send("POST", "/chat-tickets", "{\"nickname\":\"Zoë\"}", "").status())
                .isEqualTo(401);
        var account = send("POST", "/chat-tickets", "", owner());
        assertThat(account.json().at("/user/role").asString()).isEqualTo("broadcaster");
        assertThat(account.json().has("guestToken")).isFalse();
        assertThat(send("PATCH", "/chat-settings", "{\"guests\":true}", owner()).status())
                .isEqualTo(200);
        var tooLong = send("PATCH", "/chat-settings", "{\"maxLength\":501}", owner());
        assertThat(tooLong.json().get("property").asString()).isEqualTo("maxLength");
    }

    private static Answer ticket(String guestToken) {
        var body = Map.of("nickname", "Zoë", "guestToken", guestToken);
        return send(
                "POST", "/chat-tickets", new String(Json.write(body), StandardCharsets.UTF_8), "");
    }

    private static String id(Answer ticket) {
        assertThat(ticket.status()).as(ticket.body()).isEqualTo(201);
        return ticket.json().at("/user/id").asString();
    }

    @Test
    void aGuestIsKnownByItsTokenAndByNoOther() {
        var first = ticket("");
        var token = first.json().get("guestToken").asString();
        var again = ticket(token);
        assertThat(id(again)).isEqualTo(id(first));
        var renewed = again.json().get("guestToken").asString();
        assertThat(id(ticket(renewed))).isEqualTo(id(first));
        for (int i = 0; i < token.length(); i += 7) {
            var other = token.charAt(i) == 'A' ? 'B' : 'A';
            var forged = token.substring(0, i) + other + token.substring(i + 1);
            assertThat(id(ticket(forged))).as("character %d", i).isNotEqualTo(id(first));
        }
        for (var nonsense :
                List.of("", "x", "!", token.substring(1), token + "AAAA", "A".repeat(10_000))) {
            var answer = ticket(nonsense);
            assertThat(id(answer)).isNotEqualTo(id(first));
            assertThat(id(ticket(answer.json().get("guestToken").asString())))
                    .isEqualTo(id(answer));
        }
    }

    @Test
    void theBanOfAGuestSaysHowFarItGoes() {
        var ban = "{\"userId\":\"%s\"%s}";
        var whole = send("POST", "/bans", ban.formatted("guest-a-1", ""), owner());
        assertThat(whole.json().get("scope").asString()).isEqualTo("address");
        var alone =
                send("POST", "/bans", ban.formatted("guest-a-2", ",\"scope\":\"guest\""), owner());
        assertThat(alone.json().get("scope").asString()).isEqualTo("guest");
        var account = send("POST", "/bans", ban.formatted(VIEWER, ""), owner());
        assertThat(account.json().has("scope")).isFalse();
        for (var wrong : List.of(",\"scope\":\"address\"", ",\"scope\":\"guest\"")) {
            assertThat(send("POST", "/bans", ban.formatted(VIEWER, wrong), owner()).status())
                    .isEqualTo(400);
        }
        assertThat(
                        send(
                                        "POST",
                                        "/bans",
                                        ban.formatted("guest-a-3", ",\"scope\":\"all\""),
                                        owner())
                                .status())
                .isEqualTo(400);
        for (var id : List.of("guest-a-1", "guest-a-2", VIEWER.toString())) {
            assertThat(send("DELETE", "/bans/" + id, "", owner()).status()).isEqualTo(204);
        }
    }

    @Test
    void pollsAreAskedListedAndClosed() {
        var bad = "{\"question\":\"?\",\"options\":[\"one\"]}";
        assertThat(send("POST", "/polls", bad, owner()).status()).isEqualTo(400);
        var good = "{\"question\":\"Which?\",\"options\":[\"a\",\"b\"],\"durationSeconds\":600}";
        assertThat(send("POST", "/polls", good, viewer()).status()).isEqualTo(403);
        var poll = send("POST", "/polls", good, owner());
        assertThat(poll.status()).isEqualTo(201);
        assertThat(poll.json().get("status").asString()).isEqualTo("open");
        var id = poll.json().get("id").asString();
        assertThat(get("/polls", "").json().get("items")).hasSize(1);
        assertThat(
                        send("POST", "/polls/" + id + "/close", "", owner())
                                .json()
                                .get("status")
                                .asString())
                .isEqualTo("closed");
        assertThat(get("/polls/" + id, "").json().get("votes").asInt()).isZero();
        assertThat(get("/polls/nosuchpollaaaaaa", "").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1000000000", "2020", "+10000"})
    void aPollIsOfAPictureThatSomebodySees(String year) {
        var body =
                "{\"question\":\"Which?\",\"options\":[\"a\",\"b\"],\"mediaTime\":\"%s-06-01T00:00:00Z\"}"
                        .formatted(year);
        var refused = send("POST", "/polls", body, owner());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().get("property").asString()).isEqualTo("mediaTime");
    }

    @Test
    void aPollClosesAtThePictureThatWasThereThen() {
        var body =
                "{\"question\":\"Which?\",\"options\":[\"a\",\"b\"],\"mediaTime\":\"%s\"}"
                        .formatted(Instant.now().minusSeconds(7));
        var poll = send("POST", "/polls", body, owner()).json();
        assertThat(poll.has("mediaClosedAt")).isFalse();

        var id = poll.get("id").asString();
        var closed = send("POST", "/polls/" + id + "/close", "", owner()).json();

        var open =
                Duration.between(
                        Instant.parse(closed.get("openedAt").asString()),
                        Instant.parse(closed.get("closedAt").asString()));
        assertThat(open).isPositive();
        assertThat(Instant.parse(closed.get("mediaClosedAt").asString()))
                .isEqualTo(Instant.parse(closed.get("mediaTime").asString()).plus(open));
    }

    @Test
    void messagesArePagedAndTakenAway() throws Exception {
        var media = Instant.parse("2026-11-01T12:00:00Z");
        for (int i = 0; i < 5; i++) {
            put(
                    Topics.CHAT_MESSAGES,
                    STREAM.value(),
                    new ChatEvent.MessageSent(
                            STREAM,
                            Instant.now(),
                            new ChatUser("guest-1", "One", ChatRole.VIEWER),
                            "c" + i,
                            "m" + i,
                            DanmakuMode.TOP,
                            MessageColor.WHITE,
                            media.plusSeconds(i)));
        }
        TestChat.until("kept", () -> get("/messages", "").json().get("items").size() == 5);
        var page = get("/messages?limit=2", "").json();
        assertThat(page.get("items"))
                .extracting(m -> m.get("text").asString())
                .containsExactly("m4", "m3");
        var next = get("/messages?limit=2&cursor=" + page.get("nextCursor").asString(), "").json();
        assertThat(next.get("items"))
                .extracting(m -> m.get("text").asString())
                .containsExactly("m2", "m1");
        var last = page.at("/items/1/id").asString();
        assertThat(get("/messages?after=" + last, "").json().get("items")).hasSize(1);
        var span = "mediaFrom=2026-11-01T12:00:01Z&mediaTo=2026-11-01T12:00:04Z";
        var first = get("/messages?limit=2&" + span, "").json();
        assertThat(first.get("items"))
                .extracting(m -> m.get("text").asString())
                .containsExactly("m1", "m2");
        assertThat(
                        get(
                                        "/messages?limit=2&"
                                                + span
                                                + "&cursor="
                                                + first.get("nextCursor").asString(),
                                        "")
                                .json()
                                .get("items"))
                .extracting(m -> m.get("text").asString())
                .containsExactly("m3");
        assertThat(get("/messages/heat-map?buckets=3&" + span, "").json().get("buckets"))
                .hasSize(3);
        assertThat(send("DELETE", "/messages/" + last, "", viewer()).status()).isEqualTo(403);
        assertThat(send("DELETE", "/messages/" + last, "", owner()).status()).isEqualTo(204);
        TestChat.until("gone", () -> get("/messages", "").json().get("items").size() == 4);
        var openApi = get("/api/v1/openapi/chat", "").json();
        assertThat(openApi.get("paths").toString())
                .contains("/api/v1/live-streams/{id}/messages", "/moderation-log", "/chat-tickets");
        assertThat(openApi.at("/components/securitySchemes").has("bearer")).isTrue();
        assertThat(openApi.toString()).doesNotContain("\"caller\"");
    }

    @Test
    void orderIsKeptWhileTheDatabaseIsAway() throws Exception {
        var guest = ticket("");
        chat.postgres.stop();
        try {
            var token = guest.json().get("guestToken").asString();
            assertThat(id(ticket(token))).isEqualTo(id(guest));
            assertThat(id(ticket(""))).isNotEqualTo(id(guest));
            assertThat(send("POST", "/bans", "{\"userId\":\"guest-7\"}", owner()).status())
                    .isEqualTo(201);
            assertThat(get("/messages", "").status()).isEqualTo(503);
            assertThat(send("DELETE", "/bans/guest-7", "", owner()).status()).isEqualTo(204);
        } finally {
            chat.postgres.start();
        }
        TestChat.until(
                "noted",
                () -> {
                    var log = get("/moderation-log", owner());
                    return log.status() == 200 && log.body().contains("guest-7");
                });
    }
}
