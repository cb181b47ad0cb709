package tv.headwater.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What gets through, what is turned away and how, with static upstreams and a trusted proxy nowhere. */
class FrontDoorTest {

    private static final String STREAM = "/live/abcdefgh12345678";
    private static final byte[] NO_BODY = {};

    private static FakeUpstream metadata;
    private static FakeUpstream edge;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() throws IOException {
        metadata = new FakeUpstream("metadata");
        edge = new FakeUpstream("edge");
        gateway =
                new RunningGateway(
                        "--headwater.kafka.bootstrap-servers=",
                        "--headwater.upstreams.metadata=" + metadata.address(),
                        "--headwater.upstreams.edge=" + edge.address(),
                        "--headwater.upstreams.api-timeout=3s",
                        "--headwater.upstreams.media-timeout=3s",
                        "--headwater.front.request-timeout=3s",
                        "--headwater.pages.connect-sources=wss:,https://edge.example.com:8453");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        metadata.close();
        edge.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/live-streams?status=active&q=a%20b, metadata",
        "POST, /api/v1/auth/token, metadata",
        "PATCH, /api/v1/live-streams/x, metadata",
        "DELETE, /api/v1/live-streams/x, metadata",
        "OPTIONS, /api/v1/live-streams, metadata",
        "GET, /.well-known/jwks.json, metadata",
        "GET, /api/docs, metadata",
        "GET, /api/swagger-ui/index.html, metadata",
        "GET, /live/abcdefgh12345678/index.m3u8, edge",
        "GET, /live/abcdefgh12345678/source/index.m3u8?_HLS_msn=1&_HLS_part=0, edge",
        "GET, /live/abcdefgh12345678/audio/3.m4s, edge",
        "GET, /live/abcdefgh12345678/poster.jpg, edge",
        "OPTIONS, /live/abcdefgh12345678/index.m3u8, edge"
    })
    void carriesOnWhatIsOnTheList(String method, String target, String upstream)
            throws IOException {
        var answer = gateway.send(method, target, NO_BODY);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(upstream);
        assertThat(answer.headers()).containsEntry("Cache-Control", "max-age=7");
        var asked = (upstream.equals("edge") ? edge : metadata).lastRequest();
        assertThat(asked.method()).isEqualTo(method);
        assertThat(asked.target()).isEqualTo(target);
    }

    @Test
    void answersHeadWithoutABody() throws IOException {
        var answer = gateway.send("HEAD", STREAM + "/index.m3u8", NO_BODY);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(edge.lastRequest().method()).isEqualTo("HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/internal/publish-grants",
                "/internal/",
                "/actuator/health",
                "/actuator/prometheus",
                "/api",
                "/api/",
                "/live/",
                "/live/abcdefgh12345678/../../internal/x",
                "/live/abcdefgh12345678/index.m3u8/../../../actuator/health",
                "/api/../internal/publish-grants",
                "/api/..;/internal/publish-grants",
                "/api/;/internal",
                "/api/%2e%2e/internal/publish-grants",
                "/api/%2E%2E%2Finternal/publish-grants",
                "/api/v1%2f..%2f..%2finternal",
                "/api/%252e%252e/internal",
                "/api//internal/publish-grants",
                "//internal/publish-grants",
                "///actuator/health",
                "/./actuator/health",
                "/%61ctuator/health",
                "/actuator;x=y/health",
                "/api\\..\\internal",
                "/api/v1/%00",
                "/api/v1/\u00e4",
                "/api/v1/live-streams?q=%",
                "/api/v1/live-streams?q={x}",
                "/t/a.b.c/api/v1/users/me",
                "/t/a.b.c/t/a.b.c/live/abcdefgh12345678/index.m3u8",
                "/t/a.b.c/",
                "/t//live/abcdefgh12345678/index.m3u8",
                "/t/a~b/live/abcdefgh12345678/index.m3u8",
                "/steer/ABCDEFGH12345678",
                "/watch/ABCDEFGH12345678",
                "/watch/abcdefgh12345678/x",
                "/assets/",
                "/assets/../gateway.yml",
                "/assets/nothing-12345678.js",
                "/assets/application.yml",
                "/index.html",
                "/chat/abcdefgh12345678/x",
                "/nowhere",
                "http://evil.example/api/v1",
                "*"
            })
    void knowsNothingElse(String target) throws IOException {
        int askedBefore = metadata.requests().size() + edge.requests().size();
        var answer = gateway.get(target);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "application/problem+json")
                .containsEntry("Cache-Control", "no-store");
        assertThat(answer.text())
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
                                + "\"detail\":\"nothing is here\",\"code\":\"not_found\"}");
        assertThat(metadata.requests().size() + edge.requests().size()).isEqualTo(askedBefore);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /live/abcdefgh12345678/index.m3u8, 'GET, HEAD, OPTIONS'",
        "DELETE, /live/abcdefgh12345678/source/1.m4s, 'GET, HEAD, OPTIONS'",
        "POST, /, 'GET, HEAD'",
        "OPTIONS, /watch/abcdefgh12345678, 'GET, HEAD'",
        "POST, /api/docs, 'GET, HEAD'",
        "TRACE, /api/v1/live-streams, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'",
        "BREW, /api/v1/live-streams, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'"
    })
    void refusesMethodsThatAreNotForThis(String method, String target, String allow)
            throws IOException {
        var answer = gateway.send(method, target, NO_BODY);
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.code()).isEqualTo("method_not_allowed");
        assertThat(answer.headers()).containsEntry("Allow", allow);
    }

    @Test
    void carriesNothingOnThatOnlyAProxyMaySay() throws IOException {
        gateway.get(
                "/api/v1/users/me",
                "Forwarded: for=1.2.3.4;host=evil",
                "X-Forwarded-For: 1.2.3.4",
                "x-forwarded-host: evil",
                "X-FORWARDED-PROTO: https",
                "X-Forwarded-Port: 1",
                "X-Forwarded-Prefix: /evil",
                "X-Real-IP: 1.2.3.4",
                "X-User-Id: admin",
                "x-user-roles: admin",
                "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "tracestate: a=b",
                "Upgrade: websocket",
                "Authorization: Bearer t",
                "X-Request-Id: r");
        assertThat(metadata.lastRequest().headers())
                .containsEntry("X-Forwarded-For", "127.0.0.1")
                .containsEntry("X-Forwarded-Host", "127.0.0.1:" + gateway.port())
                .containsEntry("X-Forwarded-Proto", "http")
                .containsEntry("X-Forwarded-Port", String.valueOf(gateway.port()))
                .containsEntry("Authorization", "Bearer t")
                .containsEntry("X-Request-Id", "r")
                .doesNotContainKeys(
                        "Forwarded",
                        "X-Forwarded-Prefix",
                        "X-Real-IP",
                        "X-User-Id",
                        "X-User-Roles",
                        "Traceparent",
                        "Tracestate",
                        "Upgrade");
    }

    @Test
    void movesATokenOutOfThePath() throws IOException {
        var answer =
                gateway.get(
                        "/t/aa.b-b.c_c" + STREAM + "/source/1.m4s?_HLS_skip=YES",
                        "Authorization: Bearer another",
                        "Cookie: hw_view=v1; hw_play=t",
                        "CMCD-Session: sid=\"s\"");
        assertThat(answer.status()).isEqualTo(200);
        var asked = edge.lastRequest();
        assertThat(asked.target()).isEqualTo(STREAM + "/source/1.m4s?_HLS_skip=YES");
        assertThat(asked.headers())
                .containsEntry("Authorization", "Bearer aa.b-b.c_c")
                .containsEntry("Cookie", "hw_view=v1; hw_play=t")
                .containsEntry("CMCD-Session", "sid=\"s\"")
                .containsEntry("X-Forwarded-For", "127.0.0.1");
    }

    @Test
    void steersNobodyToEdgesWithoutPublicUrl() throws IOException {
        assertThat(gateway.get(STREAM + "/index.m3u8").text()).isEqualTo("edge");
        var manifest = gateway.get("/steer/abcdefgh12345678");
        assertThat(manifest.status()).isEqualTo(503);
        assertThat(manifest.headers())
                .containsEntry("Access-Control-Allow-Origin", "*")
                .containsEntry("Retry-After", "2");
    }

    @Test
    void needsOneWellFormedHost() throws IOException {
        for (var host : new String[] {"", "Host: a b\r\n", "Host: evil/path\r\n"}) {
            var answer = raw("GET /api/v1/x HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
            assertThat(answer.status()).as(host).isEqualTo(400);
        }
    }

    @Test
    void takesABodyUpToTheLimit() throws IOException {
        var body = new byte[64 * 1024];
        body[7] = 7;
        var answer = gateway.send("POST", "/api/v1/x", body, "Content-Length: " + body.length);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(metadata.lastRequest().body()).isEqualTo(body);
    }

    @Test
    void takesAChunkedBodyUpToTheLimit() throws IOException {
        var chunks = ("10000\r\n" + "a".repeat(0x10000) + "\r\n0\r\n\r\n");
        var answer = chunked("POST", "/api/v1/x", chunks);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(metadata.lastRequest().body()).hasSize(65_536);
        assertThat(metadata.lastRequest().headers()).containsEntry("Content-Length", "65536");
    }

    @Test
    void refusesABodyAboveTheLimit() throws IOException {
        int askedBefore = metadata.requests().size();
        var declared = gateway.send("POST", "/api/v1/x", new byte[65_537], "Content-Length: 65537");
        assertTooLarge(declared, 65_536);
        var chunks = ("10001\r\n" + "a".repeat(0x10001) + "\r\n0\r\n\r\n");
        assertTooLarge(chunked("POST", "/api/v1/x", chunks), 65_536);
        assertThat(metadata.requests()).hasSize(askedBefore);
    }

    @Test
    void refusesAnyBodyWhereNoneBelongs() throws IOException {
        assertTooLarge(gateway.send("GET", "/", new byte[1], "Content-Length: 1"), 0);
        assertTooLarge(
                gateway.send("GET", STREAM + "/index.m3u8", new byte[1], "Content-Length: 1"), 0);
        assertTooLarge(chunked("GET", STREAM + "/index.m3u8", "0\r\n\r\n"), 0);
    }

    private static void assertTooLarge(RunningGateway.Answer answer, int limit) {
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.code()).isEqualTo("body_too_large");
        assertThat(answer.json().get("detail").asString()).contains(limit + " bytes");
    }

    @Test
    void refusesEncodedBodies() throws IOException {
        var answer =
                gateway.send(
                        "POST",
                        "/api/v1/x",
                        new byte[3],
                        "Content-Encoding: gzip",
                        "Content-Length: 3");
        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.code()).isEqualTo("unsupported_media_type");
    }

    @Test
    void doesNotWaitForABodyForEver() throws IOException {
        var answer = gateway.send("POST", "/api/v1/x", new byte[3], "Content-Length: 30");
        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.code()).isEqualTo("invalid_request");
    }

    @Test
    void doesNotWaitForAHeadForEver() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHos".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void refusesHugeHeads() throws IOException {
        assertThat(gateway.get("/" + "a".repeat(5_000)).status()).isEqualTo(414);
        assertThat(gateway.get("/", "X-A: " + "a".repeat(17_000)).status()).isEqualTo(431);
    }

    @Test
    void saysWhenAServiceBehindIsTooSlow() throws IOException {
        var answer = gateway.get("/api/v1/never");
        assertThat(answer.status()).isEqualTo(504);
        assertThat(answer.code()).isEqualTo("unavailable");
        assertThat(answer.headers()).containsEntry("Retry-After", "2");
    }

    @Test
    void letsPagesOfOtherOriginsHaveMediaButNotTheApi() throws IOException {
        var question =
                new String[] {
                    "Origin: https://a.example",
                    "Access-Control-Request-Method: GET",
                    "Access-Control-Request-Headers: authorization"
                };
        var media = gateway.send("OPTIONS", STREAM + "/index.m3u8", NO_BODY, question);
        assertThat(media.status()).isEqualTo(204);
        assertThat(media.headers())
                .containsEntry("Access-Control-Allow-Origin", "*")
                .containsEntry("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
                .containsEntry(
                        "Access-Control-Allow-Headers",
                        "Authorization, CMCD-Object, CMCD-Request, CMCD-Session, CMCD-Status,"
                                + " If-None-Match, If-Range, Range");
        var api = gateway.send("OPTIONS", "/api/v1/live-streams", NO_BODY, question);
        assertThat(api.status()).isEqualTo(403);
        assertThat(api.code()).isEqualTo("forbidden");
        assertThat(api.headers()).doesNotContainKey("Access-Control-Allow-Origin");
    }

    @Test
    void tellsBrowsersWhatToRefuse() throws IOException {
        var page = gateway.get("/watch/abcdefgh12345678").headers();
        assertThat(page)
                .containsEntry(
                        "Content-Security-Policy",
                        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'"
                                + " data:; media-src 'self' blob:; connect-src 'self' wss:"
                                + " https://edge.example.com:8453; object-src 'none'; base-uri"
                                + " 'none'; form-action 'self'; frame-ancestors 'none'")
                .containsEntry("X-Content-Type-Options", "nosniff")
                .containsEntry("Referrer-Policy", "strict-origin-when-cross-origin")
                .containsKey("Permissions-Policy")
                .doesNotContainKey("Strict-Transport-Security");
        assertThat(gateway.get("/api/v1/x").headers())
                .containsEntry(
                        "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .containsEntry("X-Content-Type-Options", "nosniff");
        assertThat(gateway.get("/api/docs").headers().get("Content-Security-Policy"))
                .contains("script-src 'self';", "style-src 'self' 'unsafe-inline';");
        assertThat(gateway.get("/nowhere").headers())
                .containsEntry("X-Content-Type-Options", "nosniff");
        assertThat(gateway.get(STREAM + "/index.m3u8").headers())
                .containsEntry("X-Content-Type-Options", "nosniff")
                .doesNotContainKey("Content-Security-Policy");
    }

    @Test
    void letsPagesOfEveryOriginFrameThePlayerAlone() throws IOException {
        var page = policy("/watch/abcdefgh12345678");
        assertThat(page).endsWith("; frame-ancestors 'none'");
        assertThat(policy("/embed/abcdefgh12345678"))
                .isEqualTo(page.replace("frame-ancestors 'none'", "frame-ancestors *"));
    }

    private static String policy(String path) throws IOException {
        return gateway.get(path).headers().get("Content-Security-Policy");
    }

    @Test
    void keepsHealthAndMetricsOnThePortOfTheirOwn() throws IOException {
        var readiness = management("/actuator/health/readiness");
        assertThat(readiness.status()).isEqualTo(200);
        assertThat(readiness.json().get("status").asString()).isEqualTo("UP");
        assertThat(management("/actuator/health/liveness").status()).isEqualTo(200);
        gateway.get("/api/v1/x");
        assertThat(management("/actuator/prometheus").text())
                .contains("spring_cloud_gateway_requests_seconds_count")
                .contains("routeId=\"api\"");
        assertThat(management("/actuator/env").status()).isEqualTo(404);
        assertThat(management("/actuator/gateway/routes").status()).isEqualTo(404);
    }

    private static RunningGateway.Answer management(String target) throws IOException {
        return RunningGateway.send(gateway.managementPort(), "GET", target, NO_BODY);
    }

    private static RunningGateway.Answer chunked(String method, String target, String chunks)
            throws IOException {
        return gateway.send(
                method,
                target,
                chunks.getBytes(StandardCharsets.UTF_8),
                "Transfer-Encoding: chunked");
    }

    private static RunningGateway.Answer raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return RunningGateway.parse(socket.getInputStream().readAllBytes());
        }
    }
}
