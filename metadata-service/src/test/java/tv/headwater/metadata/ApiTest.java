package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

class ApiTest {

    private static final String STREAMS = "/api/v1/live-streams";

    private static Http anonymous;
    private static Http admin;
    private static Http alice;
    private static Http bob;

    @BeforeAll
    static void users() {
        anonymous = TestCluster.get().http;
        admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);
        alice = Users.broadcaster(admin, anonymous);
        bob = Users.broadcaster(admin, anonymous);
    }

    private static void isProblem(Http.Answer answer, int status, String code, String detail) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        var json = answer.json();
        assertThat(json.get("type").asString()).isEqualTo("about:blank");
        assertThat(json.get("status").asInt()).isEqualTo(status);
        assertThat(json.get("code").asString()).isEqualTo(code);
        assertThat(json.get("detail").asString()).isEqualTo(detail);
        assertThat(json.get("title").asString()).isNotEmpty();
    }

    @Test
    void createsWithDefaultsAndShowsTheKeyOnce() {
        var created = alice.post(STREAMS, "{\"title\":\"First\"}");

        assertThat(created.status()).isEqualTo(201);
        var json = created.json();
        var id = json.get("id").asString();
        var key = json.get("ingest").get("streamKey").asString();
        assertThat(key).matches("sk_live_[0-9A-Za-z]{43}");
        assertThat(created.header("Location")).isEqualTo(STREAMS + "/" + id);
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");

        var read = alice.get(STREAMS + "/" + id);
        var base = anonymous.request("").build().uri().toString();
        var expected =
                """
                {"id":"%1$s","title":"First","tags":[],"metadata":{},"owner":"%2$s","status":"idle",
                 "ingest":{"rtmpUrl":"rtmp://localhost:1935/live"},
                 "playback":{"hlsUrl":"%3$s/live/%1$s/index.m3u8","dashUrl":"%3$s/live/%1$s/manifest.mpd",
                  "posterUrl":"%3$s/live/%1$s/poster.jpg","pageUrl":"%3$s/watch/%1$s"},
                 "playbackPolicy":"public","latencyMode":"low","ladder":"auto","renditions":[],
                 "dvrWindowSeconds":0,"reconnectWindowSeconds":60,"recording":{"mode":"off"},
                 "encryption":"none","viewerCount":0,"createdAt":"%4$s"}
                """
                        .formatted(
                                id,
                                json.get("owner").asString(),
                                base,
                                json.get("createdAt").asString());
        assertThat(read.json()).isEqualTo(new JsonMapper().readTree(expected));
    }

    @Test
    void takesAllFieldsAndGivesThemBack() {
        var body =
                """
                {"title":"Ünï 🎥","description":"line\\nline","tags":["a","b"],"metadata":{"k":"v"},
                 "playbackPolicy":"public","latencyMode":"standard","dvrWindowSeconds":600,
                 "ladder":[{"name":"720p","height":720,"videoBitrate":3000000}],
                 "reconnectWindowSeconds":0,"recording":{"mode":"off"},"encryption":"none"}
                """;
        var created = alice.post(STREAMS, body).json();

        var sent = new JsonMapper().readTree(body);
        for (var property : sent.properties()) {
            assertThat(created.get(property.getKey()))
                    .as(property.getKey())
                    .isEqualTo(property.getValue());
        }
    }

    @Test
    void urlsFollowWhereTheRequestCameIn() {
        var id = Users.stream(alice).get("id").asString();
        var answer =
                alice.send(
                        alice.request(STREAMS + "/" + id)
                                .header("X-Forwarded-Host", "live.example.org")
                                .header("X-Forwarded-Proto", "https")
                                .header("X-Forwarded-Port", "443")
                                .GET());

        assertThat(answer.json().get("playback").get("hlsUrl").asString())
                .isEqualTo("https://live.example.org/live/" + id + "/index.m3u8");
        assertThat(answer.json().get("ingest").get("rtmpUrl").asString())
                .isEqualTo("rtmp://live.example.org:1935/live");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"title\":\"x\",\"recording\":{\"mode\":\"automatic\"}}|recording.mode|recording automatic is not supported yet",
                "{\"title\":\"x\",\"pull\":{\"url\":\"http://a/b\"}}|pull|pull is not supported yet",
            })
    void refusesWhatWouldHaveNoEffect(String body, String property, String detail) {
        var answer = alice.post(STREAMS, body);

        isProblem(answer, 400, "not_supported_yet", detail);
        assertThat(answer.json().get("property").asString()).isEqualTo(property);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"title\":|malformed_json|the body is not JSON at line 1, column 10",
                "{\"title\":\"a\"} x|malformed_json|the body is not JSON at line 1, column 15",
                "[]|malformed_json|the body is not a JSON object of the documented shape",
                "{\"title\":\"a\",\"colour\":1}|unknown_property|unknown property 'colour'",
                "{\"title\":\"a\",\"recording\":{\"x\":1}}|unknown_property|unknown property 'recording.x'",
                "{\"title\":5}|invalid_request|title has the wrong type or is beyond its range",
                "{\"title\":\"a\",\"title\":\"b\"}|malformed_json|the body is not JSON at line 1, column 21",
                "{\"title\":\"a\",\"dvrWindowSeconds\":\"1\"}|invalid_request|dvrWindowSeconds has the wrong type or is beyond its range",
                "{\"title\":\"a\",\"dvrWindowSeconds\":1.5}|invalid_request|dvrWindowSeconds has the wrong type or is beyond its range",
                "{\"title\":\"a\",\"dvrWindowSeconds\":99999999999}|invalid_request|dvrWindowSeconds has the wrong type or is beyond its range",
                "{\"title\":\"a\",\"dvrWindowSeconds\":1209601}|invalid_request|dvrWindowSeconds 1209601 is not in 0..1209600",
                "{\"title\":\"a\",\"reconnectWindowSeconds\":-1}|invalid_request|reconnectWindowSeconds -1 is not in 0..1800",
                "{\"title\":\"a\",\"latencyMode\":\"fast\"}|invalid_request|latencyMode is not one of low, standard",
                "{\"title\":\"a\",\"latencyMode\":0}|invalid_request|latencyMode is not one of low, standard",
                "{\"title\":\"a\",\"ladder\":\"best\"}|invalid_request|ladder is not auto, source or a list of rungs",
                "{\"title\":\"a\",\"tags\":[null]}|invalid_request|tags is missing or null",
                "{\"title\":\"  \"}|invalid_request|title is blank",
                "{\"title\":\"\\u0000\"}|invalid_request|title has a control character",
                "{}|invalid_request|title is missing or null",
                "{\"titel\":\"a\"}|unknown_property|unknown property 'titel'",
            })
    void refusesWhatIsNotASpec(String body, String code, String detail) {
        isProblem(alice.post(STREAMS, body), 400, code, detail);
    }

    private static String rung(String name, int height, int bitrate, String more) {
        return "{\"name\":\"%s\",\"height\":%d,\"videoBitrate\":%d%s}"
                .formatted(name, height, bitrate, more);
    }

    static Stream<Arguments> noLadders() {
        var good = rung("a", 720, 3_000_000, "");
        return Stream.of(
                Arguments.of("\"best\"", "ladder is not auto, source or a list of rungs"),
                Arguments.of("7", "ladder is not auto, source or a list of rungs"),
                Arguments.of("{}", "ladder is not auto, source or a list of rungs"),
                Arguments.of("[]", "ladder of 0 rungs is not in 1..8"),
                Arguments.of(
                        "[" + (good + ",").repeat(8) + good + "]",
                        "ladder of 9 rungs is not in 1..8"),
                Arguments.of("[" + good + "," + good + "]", "ladder has two rungs named a"),
                Arguments.of("[null]", "ladder rung is not {name, height, videoBitrate, codec?}"),
                Arguments.of(
                        "[" + rung("a", 720, 3_000_000, ",\"width\":1280") + "]",
                        "ladder rung is not {name, height, videoBitrate, codec?}"),
                Arguments.of(
                        "[" + rung("source", 720, 3_000_000, "") + "]",
                        "ladder rung name 'source' is reserved"),
                Arguments.of(
                        "[" + rung("audio", 720, 3_000_000, "") + "]",
                        "ladder rung name 'audio' is reserved"),
                Arguments.of(
                        "[" + rung("poster", 720, 3_000_000, "") + "]",
                        "ladder rung name 'poster' is reserved"),
                Arguments.of(
                        "[" + rung("metadata", 720, 3_000_000, "") + "]",
                        "ladder rung name 'metadata' is reserved"),
                Arguments.of(
                        "[" + rung("../x", 720, 3_000_000, "") + "]",
                        "ladder rung name is not 1 to 16 characters of [a-z0-9-] that begin with a letter or digit"),
                Arguments.of(
                        "[" + rung("a", 721, 3_000_000, "") + "]",
                        "ladder rung height 721 is not even and in 144..2160"),
                Arguments.of(
                        "[" + rung("a", 720, 1, "") + "]",
                        "ladder rung videoBitrate 1 is not in 100000..50000000"),
                Arguments.of(
                        "[" + rung("a", 720, 3_000_000, ",\"codec\":\"vp9\"") + "]",
                        "ladder rung codec is not h264, hevc or av1"));
    }

    @ParameterizedTest
    @MethodSource("noLadders")
    void refusesWhatIsNotALadder(String ladder, String detail) {
        var path = STREAMS + "/" + Users.stream(alice).get("id").asString();
        for (var answer :
                List.of(
                        alice.post(STREAMS, "{\"title\":\"x\",\"ladder\":" + ladder + "}"),
                        alice.patch(path, "{\"ladder\":" + ladder + "}"))) {
            isProblem(answer, 400, "invalid_request", detail);
            assertThat(answer.json().get("property").asString()).isEqualTo("ladder");
        }
        assertThat(alice.get(path).json().get("ladder").asString()).isEqualTo("auto");
    }

    @Test
    void keepsALadderAsItWasGiven() {
        var path = STREAMS + "/" + Users.stream(alice).get("id").asString();
        var ladder =
                "["
                        + rung("hd", 720, 3_000_000, ",\"codec\":\"hevc\"")
                        + ","
                        + rung("a", 480, 900_000, "")
                        + "]";
        var patched = alice.patch(path, "{\"ladder\":" + ladder + "}");
        assertThat(patched.status()).as(patched.toString()).isEqualTo(200);
        assertThat(alice.get(path).json().get("ladder").toString()).isEqualTo(ladder);
        assertThat(alice.patch(path, "{\"ladder\":null}").json().get("ladder").asString())
                .isEqualTo("auto");
    }

    @Test
    void refusesWhatIsTooLong() {
        isProblem(
                alice.post(STREAMS, "{\"title\":\"" + "x".repeat(201) + "\"}"),
                400,
                "invalid_request",
                "title of 201 characters is not in 1..200");
        var large = "{\"title\":\"" + "x".repeat(70_000) + "\"}";
        isProblem(
                alice.post(STREAMS, large),
                413,
                "body_too_large",
                "the request's body exceeds 65536 bytes");
        var chunked =
                alice.request(STREAMS)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofInputStream(() ->
                                        new java.io.ByteArrayInputStream(
                                                large.getBytes(
                                                        java.nio.charset.StandardCharsets.UTF_8))));
        isProblem(
                alice.send(chunked),
                413,
                "body_too_large",
                "the request's body exceeds 65536 bytes");
    }

    @Test
    void answersWhatIsNotThereOrNotTaken() {
        isProblem(alice.get("/api/v1/nothing"), 404, "not_found", "there is no such path");
        isProblem(anonymous.get("/nothing"), 404, "not_found", "there is no such path");
        var put = alice.send("PUT", STREAMS, "application/json", "{}");
        isProblem(put, 405, "method_not_allowed", "this path does not take PUT");
        assertThat(put.header("Allow")).contains("GET").contains("POST");
        isProblem(
                alice.send("POST", STREAMS, "text/plain", "x"),
                415,
                "unsupported_media_type",
                "the body must be application/json");
        isProblem(
                alice.send(alice.request(STREAMS).header("Accept", "text/html").GET()),
                406,
                "not_acceptable",
                "the answer is application/json, which the header Accept excludes");
        isProblem(
                alice.send("POST", STREAMS, "application/json", ""),
                400,
                "malformed_json",
                "the request has no JSON body");
        isProblem(
                alice.get(STREAMS + "/aaaaaaaaaaaaaaaa"),
                404,
                "not_found",
                "there is no such live stream");
    }

    @Test
    void wantsAToken() {
        var detail = "this needs an access token or an API key in the header Authorization: Bearer";
        for (var answer :
                new Http.Answer[] {
                    anonymous.post(STREAMS, "{\"title\":\"x\"}"),
                    anonymous.get(STREAMS),
                    anonymous.get(STREAMS + "?status=idle"),
                    anonymous.get("/api/v1/nodes"),
                    anonymous.get("/api/v1/users/me"),
                    anonymous.get("/api/v1/api-keys"),
                    anonymous.delete(STREAMS + "/aaaaaaaaaaaaaaaa"),
                    anonymous.with("nonsense").get(STREAMS),
                    anonymous.with("hk_nonsense").get(STREAMS + "?status=active"),
                }) {
            isProblem(answer, 401, "unauthenticated", detail);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"headwater\"");
        }
    }

    @Test
    void showsAnothersStreamToNobody() {
        var id = Users.stream(alice).get("id").asString();
        var path = STREAMS + "/" + id;
        for (var answer :
                new Http.Answer[] {
                    bob.get(path),
                    bob.patch(path, "{\"title\":\"mine\"}"),
                    bob.delete(path),
                    bob.post(path + "/complete", ""),
                    bob.post(path + "/disable", ""),
                    bob.post(path + "/enable", ""),
                    bob.post(path + "/reset-stream-key", ""),
                    bob.get(path + "/sessions"),
                    bob.get(path + "/events"),
                    bob.get(path + "/health"),
                }) {
            isProblem(answer, 404, "not_found", "there is no such live stream");
        }
        assertThat(alice.get(path).json().get("title").asString()).isEqualTo("stream");
        assertThat(admin.get(path).status()).isEqualTo(200);
    }

    @Test
    void showsThePublicViewToEveryone() {
        var id = Users.stream(alice).get("id").asString();

        var open = anonymous.get(STREAMS + "/" + id);

        assertThat(open.status()).isEqualTo(200);
        assertThat(open.json().propertyNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "title",
                        "tags",
                        "owner",
                        "status",
                        "playback",
                        "playbackPolicy",
                        "latencyMode",
                        "renditions",
                        "dvrWindowSeconds",
                        "viewerCount",
                        "createdAt");
        isProblem(
                Users.viewer(admin, anonymous).post(STREAMS, "{\"title\":\"x\"}"),
                403,
                "forbidden",
                "this needs the role broadcaster or admin");
    }

    @Test
    void patchesWhatIsPresentAndNothingElse() {
        var id =
                alice.post(
                                STREAMS,
                                "{\"title\":\"t\",\"description\":\"d\",\"metadata\":{\"a\":\"1\",\"b\":\"2\"}}")
                        .json()
                        .get("id")
                        .asString();
        var path = STREAMS + "/" + id;

        var patched =
                alice.patch(
                        path,
                        "{\"title\":\"new\",\"description\":null,\"metadata\":{\"a\":null,\"c\":\"3\"}}");

        assertThat(patched.status()).as(patched.toString()).isEqualTo(200);
        var json = alice.get(path).json();
        assertThat(json).isEqualTo(patched.json());
        assertThat(json.get("title").asString()).isEqualTo("new");
        assertThat(json.has("description")).isFalse();
        assertThat(json.get("metadata").toString()).isEqualTo("{\"b\":\"2\",\"c\":\"3\"}");
        isProblem(alice.patch(path, "{\"x\":1}"), 400, "unknown_property", "unknown property 'x'");
        isProblem(
                alice.patch(path, "{\"title\":null}"),
                400,
                "invalid_request",
                "title is missing or null");
        isProblem(
                alice.patch(path, "{\"recording\":{\"mode\":\"automatic\"}}"),
                400,
                "not_supported_yet",
                "recording automatic is not supported yet");
        assertThat(
                        alice.send(
                                        "PATCH",
                                        path,
                                        "application/merge-patch+json",
                                        "{\"tags\":[\"z\"]}")
                                .json()
                                .get("tags")
                                .toString())
                .isEqualTo("[\"z\"]");
    }

    @Test
    void pagesThroughEveryStreamOnceNewestFirst() {
        var carol = Users.broadcaster(admin, anonymous);
        var made = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            made.addFirst(Users.stream(carol).get("id").asString());
        }
        var seen = new ArrayList<String>();
        var path = STREAMS + "?limit=3";
        var cursor = "";
        int pages = 0;
        do {
            var page = carol.get(path + cursor).json();
            page.get("items").forEach(item -> seen.add(item.get("id").asString()));
            cursor = page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").asString() : "";
            pages++;
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(made);
        assertThat(pages).isEqualTo(3);
        isProblem(
                carol.get(STREAMS + "?cursor=zzz"),
                400,
                "invalid_cursor",
                "cursor is not one that a page of this list gave as nextCursor");
        isProblem(
                carol.get(STREAMS + "?limit=0"),
                400,
                "invalid_request",
                "limit 0 is not in 1..200");
        isProblem(
                carol.get(STREAMS + "?limit=x"),
                400,
                "invalid_request",
                "limit is not a whole number");
        isProblem(
                carol.get(STREAMS + "?status=live"),
                400,
                "invalid_request",
                "status is not one of idle, connecting, active, reconnecting, ended, disabled");
    }

    @Test
    void findsByTitleAndStatus() {
        var word = UUID.randomUUID().toString();
        alice.post(STREAMS, "{\"title\":\"A 100%_" + word + "\"}");
        alice.post(STREAMS, "{\"title\":\"B " + word.toUpperCase(java.util.Locale.ROOT) + "\"}");

        assertThat(alice.get(STREAMS + "?q=" + word).json().get("items")).hasSize(2);
        assertThat(alice.get(STREAMS + "?q=0%25_" + word).json().get("items")).hasSize(1);
        assertThat(alice.get(STREAMS + "?status=idle&q=" + word).json().get("items")).hasSize(2);
        assertThat(alice.get(STREAMS + "?status=active&q=" + word).json().get("items")).isEmpty();
        assertThat(bob.get(STREAMS + "?q=" + word).json().get("items")).isEmpty();
        assertThat(admin.get(STREAMS + "?q=" + word).json().get("items")).hasSize(2);
    }

    @Test
    void completesDisablesEnablesAndDeletes() {
        var path = STREAMS + "/" + Users.stream(alice).get("id").asString();

        assertThat(status(alice.post(path + "/complete", ""))).isEqualTo("ended");
        assertThat(status(alice.post(path + "/complete", ""))).isEqualTo("ended");
        assertThat(status(alice.post(path + "/enable", ""))).isEqualTo("idle");
        assertThat(status(alice.post(path + "/disable", ""))).isEqualTo("disabled");
        isProblem(
                alice.post(path + "/complete", ""), 409, "conflict", "the live stream is disabled");
        assertThat(status(alice.post(path + "/enable", ""))).isEqualTo("idle");
        assertThat(alice.post(path + "/reset-stream-key", "").json().get("streamKey").asString())
                .matches("sk_live_[0-9A-Za-z]{43}");
        var events = alice.get(path + "/events?after=1&limit=2").json();
        assertThat(events.get("items").findValuesAsString("type"))
                .containsExactly("live_stream.completed", "live_stream.enabled");
        assertThat(events.get("nextCursor").asString()).isEqualTo("3");
        assertThat(alice.delete(path).status()).isEqualTo(204);
        assertThat(alice.get(path).status()).isEqualTo(404);
        assertThat(alice.delete(path).status()).isEqualTo(404);
    }

    private static String status(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.json().get("status").asString();
    }

    @Test
    void describesItself() {
        var openApi = anonymous.get("/api/v1/openapi");
        assertThat(openApi.status()).as(openApi.toString()).isEqualTo(200);
        assertThat(openApi.json().get("openapi").asString()).startsWith("3.1");
        var paths = openApi.json().get("paths");
        assertThat(paths.has("/api/v1/live-streams/{id}/reset-stream-key")).isTrue();
        assertThat(paths.has("/internal/publish-grants")).isFalse();
        assertThat(paths.get("/api/v1/live-streams/{id}/health").toString())
                .contains("keyframe_interval_long")
                .contains("transcode_shed");
        assertThat(paths.get("/api/v1/live-streams/{id}/metadata").get("post").toString())
                .contains("stream_not_live");
        assertThat(paths.get("/api/v1/live-streams/{id}").get("patch").toString())
                .contains("takes effect with the next publish session");
        assertThat(openApi.toString()).contains("\"hevc\"");
        assertThat(paths.get("/api/v1/playback-session").get("post").get("security")).isEmpty();
        assertThat(paths.get("/api/v1/live-streams/{id}/playback-tokens").toString())
                .contains("never into a query");
        assertThat(paths.get("/api/v1/live-streams/{id}/viewers").toString())
                .contains("at most 1,000");
        assertThat(openApi.toString()).doesNotContain("\"caller\"");

        var docs = anonymous.get("/api/docs");
        assertThat(docs.status()).isEqualTo(302);
        assertThat(docs.header("Location")).startsWith("/api/");
        var page = anonymous.get("/api/swagger-ui/index.html");
        assertThat(page.status()).isEqualTo(200);
        assertThat(anonymous.get("/api/swagger-ui/swagger-ui-bundle.js").status()).isEqualTo(200);
        assertThat(anonymous.get("/api/v1/openapi/swagger-config").json().get("urls"))
                .extracting(entry -> entry.get("url").asString())
                .containsExactlyInAnyOrder("/api/v1/openapi", "/api/v1/openapi/chat");
    }
}
