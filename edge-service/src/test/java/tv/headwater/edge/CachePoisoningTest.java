package tv.headwater.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import com.sun.net.httpserver.HttpExchange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.Nodes;
import tv.headwater.edge.cache.CachedMedia;
import tv.headwater.edge.origin.OriginClient;
import tv.headwater.edge.origin.Origins;
import tv.headwater.edge.origin.Upstream;
import tv.headwater.mediahttp.MediaHttpLimits;
import tv.headwater.mediahttp.MediaServer;

/**
 * What one client asks for must not change what others get. The origin answers with what it was asked, all of it, so whatever reaches
 * it beside the path would be seen.
 */
class CachePoisoningTest {

    private static final StreamId STREAM = new StreamId("abcdefgh01234567");
    private static final String SEGMENT = "/live/abcdefgh01234567/source/5.m4s";
    private static final String PLAYLIST = "/live/abcdefgh01234567/source/index.m3u8";
    private static final String KEY = "/live/abcdefgh01234567/keys/1";

    /** Those that a request cannot do without. */
    private static final Set<String> OWN =
            Set.of(
                    "host",
                    "user-agent",
                    "connection",
                    "content-length",
                    "upgrade",
                    "http2-settings");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final OriginClient client = new OriginClient(Duration.ofSeconds(5), 100_000);
    private final List<String> foreign = new CopyOnWriteArrayList<>();
    private FakePackager packager;
    private MediaServer edge;

    @BeforeEach
    void start() throws IOException {
        packager = new FakePackager("packager-a");
        answer(SEGMENT, "public, max-age=3600, immutable");
        answer(PLAYLIST, "public, max-age=10");
        answer(PLAYLIST + "?_HLS_msn=7", "public, max-age=10");
        answer(KEY, "no-store");
        var nodes = new Nodes(Clock.systemUTC());
        nodes.on(packager.beat(STREAM));
        var limits =
                new Origins.Limits(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        100,
                        100,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        0);
        var origins =
                new Origins(
                        nodes,
                        new Upstream(new NodeId("edge-1"), List.of(), List.of(), _ -> true),
                        client,
                        limits,
                        Ticker.systemTicker(),
                        registry);
        edge =
                new MediaServer(
                        "127.0.0.1",
                        0,
                        MediaHttpLimits.defaults(),
                        new CachedMedia(
                                origins,
                                1_000_000,
                                Duration.ofSeconds(4),
                                Ticker.systemTicker(),
                                registry),
                        registry);
        edge.start();
    }

    private void answer(String target, String cacheControl) {
        packager.on(
                target,
                exchange -> {
                    exchange.getRequestHeaders().keySet().stream()
                            .filter(name -> !OWN.contains(name.toLowerCase(Locale.ROOT)))
                            .forEach(foreign::add);
                    FakePackager.text(200, cacheControl, body(exchange)).to(exchange);
                });
    }

    private static String body(HttpExchange exchange) {
        return exchange.getRequestMethod() + " " + exchange.getRequestURI();
    }

    @AfterEach
    void close() {
        edge.close();
        client.close();
        packager.close();
    }

    /** Sends {@code head} as it is, with {@code ~} for line ends, and reads until the edge closes. */
    private String send(String head) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            var text = head.replace("~", "\r\n") + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | GET $?cb=1 HTTP/1.1~Host: edge",
                "200 | GET $?_HLS_msn HTTP/1.1~Host: edge",
                "200 | GET $?utm=%0d%0aX:y HTTP/1.1~Host: edge",
                "200 | GET $?CMCD=br%3D1%2Csid%3D%22a%22 HTTP/1.1~Host: edge",
                "200 | GET http://evil.example$ HTTP/1.1~Host: edge",
                "200 | GET /t/x.y.z$ HTTP/1.1~Host: edge",
                "200 | GET $ HTTP/1.1~Host: evil.example",
                "200 | GET $ HTTP/1.1~Host: edge~X-Forwarded-Host: evil.example",
                "200 | GET $ HTTP/1.1~Host: edge~X-Forwarded-Proto: nothttps~X-Forwarded-Port: 1",
                "200 | GET $ HTTP/1.1~Host: edge~X-Original-URL: /live/other/index.m3u8",
                "200 | GET $ HTTP/1.1~Host: edge~X-Rewrite-URL: /x~X-HTTP-Method-Override: POST",
                "200 | GET $ HTTP/1.1~Host: edge~Origin: http://evil.example",
                "200 | GET $ HTTP/1.1~Host: edge~Authorization: Bearer a.b.c~Cookie: hw_play=a.b.c; hw_view=x",
                "200 | GET $ HTTP/1.1~Host: edge~CDN-Loop: someone",
                "200 | GET $ HTTP/1.1~Host: edge~Cache-Control: no-store~Pragma: no-cache",
                "200 | GET $ HTTP/1.1~Host: edge~Accept-Encoding: gzip, br;q=1~Accept: text/html~Accept-Language: xx",
                "206 | GET $ HTTP/1.1~Host: edge~Range: bytes=0-1",
                "416 | GET $ HTTP/1.1~Host: edge~Range: bytes=999999-",
                "304 | GET $ HTTP/1.1~Host: edge~If-None-Match: *",
                "200 | HEAD $ HTTP/1.1~Host: edge",
                "204 | OPTIONS $ HTTP/1.1~Host: edge~Origin: http://evil.example",
                "405 | POST $ HTTP/1.1~Host: edge",
                "405 | PURGE $ HTTP/1.1~Host: edge",
                "413 | GET $ HTTP/1.1~Host: edge~Content-Length: 5~~hello",
                "413 | GET $ HTTP/1.1~Host: edge~Transfer-Encoding: chunked~~0~",
                "400 | GET $ HTTP/1.1~Host: edge~Host: evil.example",
                "400 | GET $ HTTP/1.1~X-No-Host: 1",
                "404 | GET $/ HTTP/1.1~Host: edge",
                "404 | GET /$ HTTP/1.1~Host: edge",
                "404 | GET $;x=1 HTTP/1.1~Host: edge",
                "404 | GET $%2f..%2f HTTP/1.1~Host: edge",
                "404 | GET $%00 HTTP/1.1~Host: edge",
            })
    void whatOneAsksForOthersDoNotGet(int status, String attempt) throws IOException {
        for (var target : List.of(SEGMENT, PLAYLIST)) {
            var answer = send(attempt.replace("$", target));
            // A playlist alone takes directives, and says what is wrong with them.
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            var clean = send("GET " + target + " HTTP/1.1\r\nHost: edge");
            assertThat(clean)
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("\r\n\r\nGET " + target)
                    .containsIgnoringCase("content-type: video/mp4")
                    .containsIgnoringCase("cache-control: public, max-age=")
                    .doesNotContainIgnoringCase("set-cookie")
                    .doesNotContain("evil");
        }
        assertThat(packager.asked)
                .as("one key for all of them, and one fetch")
                .containsExactly(SEGMENT, PLAYLIST);
        assertThat(foreign).as("nothing of the client's reaches the origin").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"401", "403", "500", "502", "503", "301", "206"})
    void whatIsNoAnswerIsNotKept(int status) throws IOException {
        packager.fail(status);
        assertThat(send("GET " + SEGMENT + " HTTP/1.1\r\nHost: edge"))
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("cache-control: no-store");
        packager.fail(0);
        assertThat(send("GET " + SEGMENT + " HTTP/1.1\r\nHost: edge")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @CsvSource({"?_HLS_msn=7", "?_HLS_msn=7&x=1", "?y&_HLS_msn=7"})
    void directivesAreAKeyOfTheirOwn(String query) throws IOException {
        assertThat(send("GET " + PLAYLIST + query + " HTTP/1.1\r\nHost: edge"))
                .endsWith("GET " + PLAYLIST + "?_HLS_msn=7");
        assertThat(send("GET " + PLAYLIST + " HTTP/1.1\r\nHost: edge")).endsWith("GET " + PLAYLIST);
        assertThat(send("GET " + SEGMENT + query + " HTTP/1.1\r\nHost: edge"))
                .endsWith("GET " + SEGMENT);
        assertThat(packager.asked).containsExactly(PLAYLIST + "?_HLS_msn=7", PLAYLIST, SEGMENT);
    }
}
