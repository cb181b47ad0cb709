package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.e2e.cluster.Api;
import tv.headwater.e2e.cluster.RawHttp;
import tv.headwater.e2e.media.Hls;

/** Requests that are wrong, broken or hostile, at the gateway, the edge and the API; one stream runs beside them all. */
@Order(6)
@ExtendWith(StudioExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileHttpTest {

    private final Studio studio;
    private Api alice;
    private Api bob;
    private SteadyStream beside;

    HostileHttpTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void startTheStreamBeside() {
        beside = SteadyStream.start(studio, "Beside hostile requests");
        alice = studio.broadcaster("alice");
        bob = studio.broadcaster("bob");
    }

    @AfterAll
    void end() {
        beside.close();
    }

    private List<URI> frontDoors() {
        return List.of(studio.cluster().gatewayUrl(), studio.cluster().edgeUrl());
    }

    @ParameterizedTest
    @Order(1)
    @ValueSource(
            strings = {
                "/live/../../../etc/passwd",
                "/live/ID/../ID/index.m3u8",
                "/live/ID/./index.m3u8",
                "/live/ID//index.m3u8",
                "//live/ID/index.m3u8",
                "/live/ID/%2e%2e/index.m3u8",
                "/live/ID/source%2Findex.m3u8",
                "/live/ID/source%5cindex.m3u8",
                "/live/ID%00/index.m3u8",
                "/live/ID/source/index.m3u8%00.html",
                "/live/ID/source/index.m3u8;x=1",
                "/live/ID/source/-1.m4s",
                "/live/ID/source/00.m4s",
                "/live/ID/source/99999999999999999999.m4s",
                "/live/ID/source/init-.mp4",
                "/live/ID/SOURCE/index.m3u8",
                "/live/ID/source/index.m3u8/",
                "/live/ID",
                "/live/",
                "/live/nosuchstream0000/index.m3u8",
                "/internal/publish-grants",
                "/actuator",
                "/actuator/health",
                "/live/%49%44/index.m3u8"
            })
    void pathsOutsideTheGrammarAreNotFound(String path) {
        for (var server : frontDoors()) {
            var answer = RawHttp.get(server, path.replace("ID", beside.stream().id()));
            assertThat(answer.status()).as("%s at %s", path, server).isEqualTo(404);
            assertThat(answer.body()).doesNotContain("root:").doesNotContain("Exception");
        }
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(
            strings = {
                "\u0000\u0001\u0002\u0003\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: e2e\r\nContent-Length: nine\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: e2e\r\n: no name\r\n\r\n"
            })
    void whatIsNoHttpIsABadRequest(String junk) {
        for (var server : frontDoors()) {
            var answer = RawHttp.send(server, junk);
            assertThat(answer.status()).as("%s", server).isEqualTo(400);
            assertThat(answer.body()).doesNotContain("Exception");
        }
    }

    @Test
    @Order(3)
    void endlessLinesAndHeadersAreRefused() {
        for (var server : frontDoors()) {
            var line = RawHttp.get(server, "/" + "a".repeat(100_000));
            var header =
                    RawHttp.send(
                            server,
                            "GET / HTTP/1.1\r\nHost: e2e\r\nX: "
                                    + "a".repeat(100_000)
                                    + "\r\n\r\n");
            assertThat(line.status()).as("line at %s", server).isEqualTo(414);
            assertThat(header.status()).as("header at %s", server).isEqualTo(431);
        }
    }

    @Test
    @Order(4)
    void onlyReadingIsAllowedOnMedia() {
        for (var server : frontDoors()) {
            for (var method : List.of("POST", "PUT", "DELETE", "PATCH", "TRACE")) {
                var answer =
                        RawHttp.send(
                                server,
                                method
                                        + " "
                                        + beside.hls().url().getPath()
                                        + " HTTP/1.1\r\nHost: e2e\r\nContent-Length: 0\r\n"
                                        + "Connection: close\r\n\r\n");
                assertThat(answer.status()).as("%s at %s", method, server).isEqualTo(405);
            }
        }
    }

    @Test
    @Order(5)
    void aQueryNeverChangesWhatIsServed() {
        var hls = beside.hls();
        var segment = hls.playlist(Hls.VIDEO).orElseThrow().segments().getFirst();
        var path = "source/" + segment.uri();

        assertThat(hls.bytes(path + "?token=abc&_HLS_x=1&%ff")).isEqualTo(hls.bytes(path));
    }

    static List<String> malformedJson() {
        return List.of("{", "", "[]", "nonsense", "{\"title\": }", "[".repeat(5_000), "\"title\"");
    }

    @ParameterizedTest
    @MethodSource
    @Order(6)
    void malformedJson(String body) {
        var answer = alice.postText("/api/v1/live-streams", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("malformed_json");
    }

    @Test
    @Order(7)
    void unknownProperties() {
        for (var body :
                List.of(
                        Map.of("title", "x", "colour", "red"),
                        Map.of("title", "x", "owner", "bob"),
                        Map.of("title", "x", "recording", Map.of("mode", "off", "to", "s3")))) {
            var answer = alice.post("/api/v1/live-streams", body);
            assertThat(answer.status()).as("%s", body).isEqualTo(400);
            assertThat(answer.problem()).as("%s", body).isEqualTo("unknown_property");
        }
    }

    @Test
    @Order(8)
    void invalidValues() {
        for (var body :
                List.of(
                        Map.of("description", "no title"),
                        Map.of("title", ""),
                        Map.of("title", "x".repeat(10_000)),
                        Map.of("title", "x", "reconnectWindowSeconds", -1))) {
            var answer = alice.post("/api/v1/live-streams", body);
            assertThat(answer.status()).as("%s", body).isEqualTo(400);
            assertThat(answer.problem()).as("%s", body).isEqualTo("invalid_request");
        }
    }

    @Test
    @Order(9)
    void aBodyThatIsTooLarge() {
        var answer = alice.post("/api/v1/live-streams", Map.of("title", "x".repeat(200_000)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.problem()).isEqualTo("body_too_large");
    }

    @Test
    @Order(10)
    void anotherBroadcastersStreamIsNotThere() {
        var stream = alice.createStream("Alice's");
        var path = "/api/v1/live-streams/" + stream.id();
        for (var answer :
                List.of(
                        bob.get(path),
                        bob.patch(path, Map.of("title", "Bob's")),
                        bob.delete(path),
                        bob.post(path + "/complete"),
                        bob.post(path + "/disable"),
                        bob.post(path + "/enable"),
                        bob.post(path + "/reset-stream-key"),
                        bob.get(path + "/sessions"))) {
            assertThat(answer.status())
                    .as("%s", answer.response().request().method() + answer.response().uri())
                    .isEqualTo(404);
            assertThat(answer.problem()).isEqualTo("not_found");
        }
        assertThat(alice.get(path).json().path("title").asString()).isEqualTo("Alice's");
        assertThat(bob.get("/api/v1/live-streams").json().toString()).doesNotContain(stream.id());
    }

    @Test
    @Order(11)
    void nobodyMayChangeAnything() {
        var nobody = alice.asNobody();
        for (var answer :
                List.of(
                        nobody.post("/api/v1/live-streams", Map.of("title", "x")),
                        nobody.get("/api/v1/users/me"),
                        nobody.delete("/api/v1/live-streams/" + beside.stream().id()))) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.problem()).isEqualTo("unauthenticated");
        }
        var guess =
                nobody.post(
                        "/api/v1/auth/token",
                        Map.of("username", "admin", "password", "letmein123"));
        assertThat(guess.status()).isEqualTo(401);
        assertThat(guess.problem()).isEqualTo("invalid_credentials");
    }

    @Test
    @Order(12)
    void theStreamBesideLostNothing() {
        var fidelity = beside.finish();

        assertThat(fidelity.videoPackets()).isGreaterThan(60);
    }
}
