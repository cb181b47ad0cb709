package tv.headwater.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

@ExtendWith(OutputCaptureExtension.class)
class PlaybackSessionTest {

    private static final String SESSION = "/api/v1/playback-session";

    private final TestCluster cluster = TestCluster.get();
    private final Http anonymous = cluster.http;
    private final Http admin = anonymous.loggedIn("admin", TestCluster.ADMIN_PASSWORD);
    private final String path =
            "/api/v1/live-streams/"
                    + Users.stream(Users.broadcaster(admin, anonymous)).get("id").asString()
                    + "/playback-tokens";

    private JsonNode issued() {
        return admin.post(path, "{\"expiresIn\":600}").json();
    }

    private static String body(String token) {
        return "{\"token\":\"" + token + "\"}";
    }

    @Test
    void theTokenBecomesACookieForAsLongAsItLives() {
        var token = issued().get("token").asString();
        var posted = anonymous.post(SESSION, body(token));
        var got = anonymous.get(SESSION + "?token=" + token);

        for (var answer : java.util.List.of(posted, got)) {
            assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.header("Set-Cookie"))
                    .startsWith("hw_play=" + token + "; Path=/; Max-Age=")
                    .endsWith("; HttpOnly; SameSite=Lax")
                    .doesNotContain("Secure");
            assertThat(maxAge(answer)).isBetween(500, 600);
        }
    }

    private static int maxAge(Http.Answer answer) {
        return Integer.parseInt(
                answer.header("Set-Cookie").replaceFirst(".*Max-Age=(\\d+);.*", "$1"));
    }

    @Test
    void underHttpsItIsForHttpsAlone() {
        var answer =
                anonymous.send(
                        anonymous
                                .request(SESSION)
                                .header("X-Forwarded-Proto", "https")
                                .header("Content-Type", "application/json")
                                .POST(
                                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                                body(issued().get("token").asString()))));
        assertThat(answer.header("Set-Cookie")).contains("; Secure;");
    }

    @Test
    void theCookieGoes() {
        var answer = anonymous.delete(SESSION);
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Set-Cookie")).startsWith("hw_play=; Path=/; Max-Age=0;");
    }

    @Test
    void refusesWhatIsNoToken() {
        var token = issued().get("token").asString();
        var forged = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86);
        for (var bad : java.util.List.of(forged, "x", "a.b.c", "x".repeat(5000), "")) {
            var answer = anonymous.post(SESSION, body(bad));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(401);
            assertThat(answer.json().get("code").asString()).isEqualTo("invalid_credentials");
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
        assertThat(anonymous.get(SESSION + "?token=x").status()).isEqualTo(401);
        assertThat(anonymous.get(SESSION).json().get("detail").asString())
                .isEqualTo("token is missing");
        assertThat(anonymous.post(SESSION, "{}").status()).isEqualTo(400);
    }

    @Test
    void theCookieShowsTheStreamItIsFor() {
        var owner = Users.broadcaster(admin, anonymous);
        var signed =
                "/api/v1/live-streams/"
                        + owner.post(
                                        "/api/v1/live-streams",
                                        "{\"title\":\"signed\",\"playbackPolicy\":\"signed\"}")
                                .json()
                                .get("id")
                                .asString();
        var token = owner.post(signed + "/playback-tokens", "{}").json();
        var foreign = issued().get("token").asString();

        assertThat(anonymous.get(signed).status()).isEqualTo(404);
        assertThat(withCookie(signed, foreign).status()).isEqualTo(404);
        assertThat(withCookie(signed, "x").status()).isEqualTo(404);
        var shown = withCookie(signed, token.get("token").asString());
        assertThat(shown.status()).as(shown.toString()).isEqualTo(200);
        assertThat(shown.json().get("title").asString()).isEqualTo("signed");
        assertThat(shown.json().has("ingest")).isFalse();

        owner.delete(signed + "/playback-tokens/" + token.get("tokenId").asString());
        assertThat(withCookie(signed, token.get("token").asString()).status()).isEqualTo(404);
    }

    private Http.Answer withCookie(String resource, String token) {
        return anonymous.send(anonymous.request(resource).header("Cookie", "hw_play=" + token));
    }

    /** Also where the server refuses the request before we see it. */
    @Test
    void aTokenInTheQueryIsWrittenNowhere(CapturedOutput output) throws IOException {
        var token = issued().get("token").asString();
        var mark = token.substring(token.length() - 40);
        for (var query :
                java.util.List.of(
                        "?token=" + token,
                        "?token=\"" + token + "\"",
                        "?token={" + token + "}",
                        "?token=%zz" + token,
                        "?token=%" + token,
                        "?token=%ff" + token,
                        "?%zz=" + token,
                        "?access_token=" + token,
                        "/" + token + "?token=" + token,
                        "?token=" + URLEncoder.encode(token + "\r\n", StandardCharsets.UTF_8))) {
            for (var method : java.util.List.of("GET", "PATCH")) {
                assertThat(raw(method, SESSION + query)).as(query).doesNotContain(mark);
            }
        }
        assertThat(output.getAll()).doesNotContain(mark);
    }

    /** What comes back for a request line that no client library would send, without the cookie. */
    private String raw(String method, String target) throws IOException {
        var uri = URI.create(anonymous.request("").build().uri().toString());
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            (method
                                            + " "
                                            + target
                                            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.ISO_8859_1));
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 ");
            return answer.replaceFirst("Set-Cookie: [^\r]*", "");
        }
    }

    @Test
    void aRevokedTokenBeginsNothing() {
        var issued = issued();
        admin.delete(path + "/" + issued.get("tokenId").asString());
        await("revoked")
                .atMost(Duration.ofSeconds(5))
                .until(() ->
                        anonymous.post(SESSION, body(issued.get("token").asString())).status()
                                == 401);
    }
}
