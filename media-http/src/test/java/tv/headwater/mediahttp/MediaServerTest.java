package tv.headwater.mediahttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.mediahttp.MediaResponse.Caching;

class MediaServerTest {

    private static final String STREAM = "/live/abcdefgh01234567";
    private static final String SEGMENT = STREAM + "/source/5.m4s";
    private static final String PLAYLIST = STREAM + "/source/index.m3u8";

    private final FakeResources resources = new FakeResources();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MediaServer server =
            new MediaServer("127.0.0.1", 0, MediaHttpLimits.defaults(), resources, registry);

    @BeforeEach
    void start() {
        resources.put(SEGMENT, FakeResources.segment(bytes("0123456789")));
        resources.put(PLAYLIST, FakeResources.playlist("#EXTM3U\n", Duration.ofMillis(3_900)));
        resources.put(
                PLAYLIST + "?_HLS_msn=7", FakeResources.playlist("#EXTM3U 7\n", Duration.ZERO));
        resources.put(
                STREAM + "/source/9.m4s",
                new MediaResponse.Unavailable("no origin answers", Duration.ofSeconds(2)));
        resources.put(STREAM + "/source/10.m4s", new MediaResponse.BadRequest("not like this"));
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aContentKeyIsWholeAndNeverStored() throws IOException {
        var path = STREAM + "/keys/7";
        resources.put(
                path,
                new MediaResponse.Found(
                        "application/octet-stream",
                        Caching.seconds(0),
                        ByteBuffer.wrap(bytes("0123456789abcdef")),
                        Duration.ZERO));
        try (var client = new RawClient(server.port())) {
            var key = client.get(path);
            assertThat(key.status()).isEqualTo(200);
            assertThat(key.text()).isEqualTo("0123456789abcdef");
            assertThat(key.header("Cache-Control")).isEqualTo("no-store");
            assertThat(key.header("ETag")).isNull();
            assertThat(client.get(STREAM + "/keys/8").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    GET     | /live/abcdefgh01234567/source/5.m4s                             | 200 | 0123456789
                    GET     | /live/abcdefgh01234567/source/5.m4s?token=x                     | 200 | 0123456789
                    GET     | /live/abcdefgh01234567/source/5.m4s?_HLS_msn=7                  | 200 | 0123456789
                    GET     | http://elsewhere:99/live/abcdefgh01234567/source/5.m4s          | 200 | 0123456789
                    GET     | HTTPS://elsewhere/live/abcdefgh01234567/source/5.m4s?a=b        | 200 | 0123456789
                    GET     | /live/abcdefgh01234567/source/index.m3u8                        | 200 | #EXTM3U
                    GET     | /live/abcdefgh01234567/source/index.m3u8?x=1&_HLS_msn=7&y       | 200 | #EXTM3U 7
                    GET     | /live/abcdefgh01234567/source/index.m3u8?_HLS_msn=              | 400 | a delivery directive is malformed
                    GET     | /live/abcdefgh01234567/source/index.m3u8?_HLS_msn=-1            | 400 | a delivery directive is malformed
                    GET     | /live/abcdefgh01234567/source/index.m3u8?_HLS_part=1            | 400 | a delivery directive is malformed
                    GET     | /live/abcdefgh01234567/source/index.m3u8?_HLS_msn=1&_HLS_msn=1  | 400 | a delivery directive is malformed
                    GET     | /live/abcdefgh01234567/source/index.m3u8?_HLS_skip=NO           | 400 | a delivery directive is malformed
                    GET     | /live/abcdefgh01234567/source/6.m4s                             | 404 | not in the table
                    GET     | /live/abcdefgh01234567/source/9.m4s                             | 503 | no origin answers
                    GET     | /live/abcdefgh01234567/source/10.m4s                            | 400 | not like this
                    POST    | /live/abcdefgh01234567/source/5.m4s                             | 405 | the method is not one of GET, HEAD, OPTIONS
                    DELETE  | /live/abcdefgh01234567/source/5.m4s                             | 405 | the method is not one of GET, HEAD, OPTIONS
                    TRACE   | /                                                               | 405 | the method is not one of GET, HEAD, OPTIONS
                    CONNECT | elsewhere:443                                                   | 405 | the method is not one of GET, HEAD, OPTIONS
                    BREW    | /live/abcdefgh01234567/source/5.m4s                             | 405 | the method is not one of GET, HEAD, OPTIONS
                    OPTIONS | /live/abcdefgh01234567/source/5.m4s                             | 204 | ''
                    OPTIONS | *                                                               | 204 | ''
                    OPTIONS | /elsewhere                                                      | 404 | there is nothing here
                    """)
    void answersExactly(String method, String target, int status, String body) throws IOException {
        try (var client = new RawClient(server.port())) {
            var reply = client.request(method, target).reply(true);
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.text().strip()).isEqualTo(body);
            assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(reply.header("Date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} GMT");
            assertThat(client.get(SEGMENT).text())
                    .as("the connection goes on")
                    .isEqualTo("0123456789");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//",
                "*",
                "live",
                "/live",
                "/live/",
                "/live//index.m3u8",
                "//live/abcdefgh01234567/index.m3u8",
                "/live/abcdefgh01234567//index.m3u8",
                "/live/abcdefgh01234567/index.m3u8/",
                "/live/ABCDEFGH01234567/index.m3u8",
                "/live/abcdefgh0123456/index.m3u8",
                "/live/abcdefgh01234567/../index.m3u8",
                "/live/./abcdefgh01234567/index.m3u8",
                "/live/abcdefgh01234567/%2e%2e/index.m3u8",
                "/live/abcdefgh01234567%2findex.m3u8",
                "/live/abcdefgh01234567%2Findex.m3u8",
                "/live/abcdefgh01234567/index.m3u8%00",
                "/live/abcdefgh01234567/index.m3u8\0",
                "/live/abcdefgh01234567/index.m3u8;a=b",
                "/live/abcdefgh01234567/index.m3u8#a",
                "/live/abcdefgh01234567/source/05.m4s",
                "/live/abcdefgh01234567/source/-5.m4s",
                "/live/abcdefgh01234567/source/5.m4s.bak",
                "/live/abcdefgh01234567/source/99999999999999999999.m4s",
                "/live/abcdefgh01234567/SOURCE/5.m4s",
                "/live/abcdefgh01234567/source/source/5.m4s",
                "\\live\\abcdefgh01234567\\index.m3u8",
                "/etc/passwd",
                "/live/../../etc/passwd",
                "/actuator/health",
                "/internal/publish-grants",
                "http://",
                "http:///live/abcdefgh01234567/source/5.m4s",
                "http://live/abcdefgh01234567/index.m3u8",
                "file:///live/abcdefgh01234567/source/5.m4s",
            })
    void whatIsNotInTheGrammarIsNotLookedUp(String target) throws IOException {
        try (var client = new RawClient(server.port())) {
            var reply = client.get(target);
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.text()).isEqualTo("there is nothing here\n");
            assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
            assertThat(resources.asked).isEmpty();
        }
    }

    @Test
    void directivesReachMediaPlaylistsAlone() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.get(PLAYLIST + "?_HLS_part=3&_HLS_msn=7");
            client.get(STREAM + "/index.m3u8?_HLS_msn=7");
            assertThat(resources.asked)
                    .extracting(MediaRequest::query)
                    .containsExactly(new HlsQuery(7L, 3, null), HlsQuery.NONE);
            assertThat(resources.asked.getFirst().asker()).isEqualTo(Asker.at("127.0.0.1"));
        }
    }

    @Test
    void headersOfASegment() throws IOException {
        try (var client = new RawClient(server.port())) {
            var reply = client.get(SEGMENT);
            assertThat(reply.headers())
                    .containsEntry("Content-Type", "video/mp4")
                    .containsEntry("Content-Length", "10")
                    .containsEntry("Cache-Control", "public, max-age=3600, immutable")
                    .containsEntry("ETag", "\"" + SEGMENT + ":10\"")
                    .containsEntry("Accept-Ranges", "bytes")
                    .doesNotContainKey("Age")
                    .doesNotContainKey("Connection");
            assertThat(reply.header("Access-Control-Expose-Headers"))
                    .contains("Age", "Date", "ETag", "Content-Range");
        }
    }

    @Test
    void headersOfAPlaylist() throws IOException {
        try (var client = new RawClient(server.port())) {
            var reply = client.get(PLAYLIST);
            assertThat(reply.headers())
                    .containsEntry("Content-Type", "application/vnd.apple.mpegurl")
                    .containsEntry("Cache-Control", "public, max-age=1")
                    .containsEntry("Age", "3");
            var other = client.get(PLAYLIST + "?_HLS_msn=7");
            assertThat(other.headers()).doesNotContainKey("Age");
            assertThat(other.header("ETag")).isNotEqualTo(reply.header("ETag"));
        }
    }

    @Test
    void headersOfProblems() throws IOException {
        resources.put(
                STREAM + "/audio/index.m3u8",
                new MediaResponse.NotFound("not yet", Caching.seconds(0)));
        try (var client = new RawClient(server.port())) {
            assertThat(client.get(STREAM + "/source/9.m4s").headers())
                    .containsEntry("Retry-After", "2")
                    .containsEntry("Cache-Control", "no-store")
                    .containsEntry("Content-Type", "text/plain; charset=utf-8");
            assertThat(client.get(STREAM + "/source/6.m4s").headers())
                    .containsEntry("Cache-Control", "public, max-age=1");
            assertThat(client.get(STREAM + "/audio/index.m3u8").headers())
                    .containsEntry("Cache-Control", "no-cache");
            assertThat(client.request("PUT", SEGMENT).reply(true).headers())
                    .containsEntry("Allow", "GET, HEAD, OPTIONS");
            assertThat(client.request("OPTIONS", SEGMENT).reply(true).headers())
                    .containsEntry("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")
                    .containsEntry("Access-Control-Max-Age", "86400")
                    .containsKey("Access-Control-Allow-Headers")
                    .doesNotContainKey("Content-Length");
        }
    }

    @Test
    void headSaysWhatGetWouldWithoutTheBody() throws IOException {
        try (var client = new RawClient(server.port())) {
            var got = client.get(SEGMENT);
            var head = client.request("HEAD", SEGMENT, "Range: bytes=0-1").reply(false);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers()).containsEntry("Content-Length", "10");
            assertThat(head.headers().keySet()).isEqualTo(got.headers().keySet());
            var missing = client.request("HEAD", STREAM + "/source/6.m4s").reply(false);
            assertThat(missing.status()).isEqualTo(404);
            assertThat(client.get(SEGMENT).text()).isEqualTo("0123456789");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    bytes=0-0                  | 206 | 0          | bytes 0-0/10
                    bytes=2-4                  | 206 | 234        | bytes 2-4/10
                    Bytes=2-4                  | 206 | 234        | bytes 2-4/10
                    bytes=7-                   | 206 | 789        | bytes 7-9/10
                    bytes=7-99999999999999999  | 206 | 789        | bytes 7-9/10
                    bytes=-3                   | 206 | 789        | bytes 7-9/10
                    bytes=-30                  | 206 | 0123456789 | bytes 0-9/10
                    bytes=10-                  | 416 |            | bytes */10
                    bytes=99999999999999999-   | 416 |            | bytes */10
                    bytes=-0                   | 416 |            | bytes */10
                    bytes=0-1,4-5              | 200 | 0123456789 |
                    bytes=4-2                  | 200 | 0123456789 |
                    bytes=-                    | 200 | 0123456789 |
                    bytes=a-b                  | 200 | 0123456789 |
                    bytes=999999999999999999999-| 200 | 0123456789 |
                    lines=0-1                  | 200 | 0123456789 |
                    """)
    void ranges(String range, int status, String body, String contentRange) throws IOException {
        try (var client = new RawClient(server.port())) {
            var reply = client.get(SEGMENT, "Range: " + range);
            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.header("Content-Range")).isEqualTo(contentRange);
            if (body != null) {
                assertThat(reply.text()).isEqualTo(body);
            }
        }
    }

    @Test
    void conditions() throws IOException {
        try (var client = new RawClient(server.port())) {
            for (var path : new String[] {SEGMENT, PLAYLIST}) {
                var tag = client.get(path).header("ETag");
                for (var same : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
                    var reply = client.get(path, "If-None-Match: " + same);
                    assertThat(reply.status()).as(same).isEqualTo(304);
                    assertThat(reply.body()).isEmpty();
                    assertThat(reply.headers())
                            .containsEntry("ETag", tag)
                            .containsKeys("Cache-Control", "Access-Control-Allow-Origin");
                }
                assertThat(
                                client.get(path, "If-None-Match: \"x\"", "If-None-Match: " + tag)
                                        .status())
                        .isEqualTo(304);
                assertThat(client.get(path, "If-None-Match: \"x\"").status()).isEqualTo(200);
                assertThat(client.get(path, "Range: bytes=0-0", "If-Range: " + tag).status())
                        .isEqualTo(206);
                assertThat(client.get(path, "Range: bytes=0-0", "If-Range: \"x\"").status())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void aLargeBodyArrivesWhole() throws IOException {
        var body = new byte[5_000_001];
        new java.util.Random(1).nextBytes(body);
        resources.put(STREAM + "/source/8.m4s", FakeResources.segment(body));
        try (var client = new RawClient(server.port())) {
            assertThat(client.get(STREAM + "/source/8.m4s").body()).isEqualTo(body);
            assertThat(client.get(SEGMENT).text()).isEqualTo("0123456789");
        }
        // A response counts once its last byte is written, which the client may have before.
        await().untilAsserted(() -> {
            assertThat(registry.counter("headwater.http.bytes").count()).isEqualTo(5_000_011);
            assertThat(
                            registry.counter(
                                            "headwater.http.requests",
                                            "status",
                                            "200",
                                            "kind",
                                            "segment")
                                    .count())
                    .isEqualTo(2);
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
