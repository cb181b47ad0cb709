package tv.headwater.mediahttp;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentCodingTest {

    private static final String STREAM = "/live/abcdefgh01234567";
    private static final String PLAYLIST = STREAM + "/source/index.m3u8";
    private static final String LONG_PLAYLIST = STREAM + "/audio/index.m3u8";
    private static final String SHORT_PLAYLIST = STREAM + "/720p/index.m3u8";
    private static final String SEGMENT = STREAM + "/source/5.m4s";
    private static final String TEXT = "#EXTM3U\n".repeat(ContentCoding.MIN_LENGTH / 8);
    private static final String LONG_TEXT =
            "#EXTM3U\n".repeat(ContentCoding.MAX_INLINE_LENGTH / 8 + 1);
    private static final String SHORT_TEXT = TEXT.substring(1);

    private final FakeResources resources = new FakeResources();
    private final MediaServer server =
            new MediaServer(
                    "127.0.0.1",
                    0,
                    MediaHttpLimits.defaults(),
                    resources,
                    new SimpleMeterRegistry());

    @BeforeEach
    void start() {
        resources.put(PLAYLIST, FakeResources.playlist(TEXT, Duration.ZERO));
        resources.put(LONG_PLAYLIST, FakeResources.playlist(LONG_TEXT, Duration.ZERO));
        resources.put(SHORT_PLAYLIST, FakeResources.playlist(SHORT_TEXT, Duration.ZERO));
        resources.put(SEGMENT, FakeResources.segment(TEXT.getBytes(StandardCharsets.US_ASCII)));
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    gzip                    | true
                    x-gzip                  | true
                    GZIP                    | true
                    deflate, gzip, br       | true
                    gzip;q=0.001            | true
                    gzip ; q=1.000          | true
                    *                       | true
                    identity, *;q=0.5       | true
                    *;q=0, gzip             | true
                    gzip;q=0, *             | false
                    gzip;q=0                | false
                    gzip;q=0.000            | false
                    gzip;q=high             | false
                    gzip;q=                 | false
                    *;q=0                   | false
                    identity                | false
                    br, deflate             | false
                    gzipped                 | false
                    ''                      | false
                    """)
    void gzipIsForWhoWantsIt(String accepted, boolean gzip) throws IOException {
        try (var client = new RawClient(server.port())) {
            var reply = client.get(PLAYLIST, "Accept-Encoding: " + accepted);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("Content-Encoding")).isEqualTo(gzip ? "gzip" : null);
            assertThat(reply.header("Vary")).isEqualToIgnoringCase("Accept-Encoding, Origin");
            assertThat(gzip ? inflated(reply) : reply.text()).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        LONG_PLAYLIST + ", gzip, 'accept-encoding, origin'",
        PLAYLIST + ", gzip, 'accept-encoding, origin'",
        SHORT_PLAYLIST + ", , 'accept-encoding, origin'",
        SEGMENT + ", , ",
        STREAM + "/source/6.m4s, , "
    })
    void longTextsAlone(String target, String coding, String vary) throws IOException {
        try (var client = new RawClient(server.port())) {
            var reply = client.get(target, "Accept-Encoding: gzip");
            assertThat(reply.header("Content-Encoding")).isEqualTo(coding);
            assertThat(reply.header("Vary")).isEqualTo(vary);
        }
    }

    @Test
    void aLongPlaylistArrivesWholeAndOnTheSameConnection() throws IOException {
        try (var client = new RawClient(server.port())) {
            for (int i = 0; i < 3; i++) {
                var reply = client.get(LONG_PLAYLIST, "Accept-Encoding: gzip");
                assertThat(inflated(reply)).isEqualTo(LONG_TEXT);
                assertThat(reply.body().length).isLessThan(LONG_TEXT.length() / 8);
            }
            assertThat(client.get(LONG_PLAYLIST).text()).isEqualTo(LONG_TEXT);
        }
    }

    @Test
    void eachRepresentationHasATagOfItsOwn() throws IOException {
        try (var client = new RawClient(server.port())) {
            var identity = client.get(PLAYLIST).header("ETag");
            var gzip = client.get(PLAYLIST, "Accept-Encoding: gzip").header("ETag");
            assertThat(gzip).isNotEqualTo(identity).matches("\"[0-9a-f]+-gzip\"");
            var same = client.get(PLAYLIST, "Accept-Encoding: gzip", "If-None-Match: " + gzip);
            assertThat(same.status()).isEqualTo(304);
            assertThat(same.headers())
                    .containsEntry("ETag", gzip)
                    .containsKey("Vary")
                    .doesNotContainKeys("Content-Encoding", "Content-Length");
            assertThat(
                            client.get(
                                            PLAYLIST,
                                            "Accept-Encoding: gzip",
                                            "If-None-Match: " + identity)
                                    .status())
                    .isEqualTo(200);
            assertThat(client.get(PLAYLIST, "If-None-Match: " + gzip).status()).isEqualTo(200);
        }
    }

    @Test
    void headSaysWhatGetWould() throws IOException {
        try (var client = new RawClient(server.port())) {
            var got = client.get(PLAYLIST, "Accept-Encoding: gzip");
            var head = client.request("HEAD", PLAYLIST, "Accept-Encoding: gzip").reply(false);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length"))
                    .isEqualTo(Integer.toString(got.body().length));
            assertThat(head.headers().keySet()).isEqualTo(got.headers().keySet());
        }
    }

    @Test
    void rangesAreOfTheIdentity() throws IOException {
        try (var client = new RawClient(server.port())) {
            var reply = client.get(PLAYLIST, "Accept-Encoding: gzip", "Range: bytes=1-3");
            assertThat(reply.status()).isEqualTo(206);
            assertThat(reply.text()).isEqualTo("EXT");
            assertThat(reply.headers())
                    .doesNotContainKey("Content-Encoding")
                    .containsEntry("ETag", client.get(PLAYLIST).header("ETag"))
                    .containsEntry("Content-Range", "bytes 1-3/" + TEXT.length());
        }
    }

    @Test
    void aBodyIsCompressedOnce() {
        var body = FakeResources.playlist(TEXT, Duration.ZERO).content();
        assertThat(body.uncompressed()).isEqualTo(body.length());
        assertThat(body.gzip()).isSameAs(body.gzip());
        assertThat(body.uncompressed()).isZero();
        assertThat(body)
                .isEqualTo(FakeResources.playlist(TEXT, Duration.ZERO).content())
                .isNotEqualTo(FakeResources.playlist(SHORT_TEXT, Duration.ZERO).content());
    }

    @Test
    void aLongTextThatBeginsASessionIsReadyBeforeItIsAnsweredToo() {
        var found =
                FakeResources.playlist(
                        "x".repeat(ContentCoding.MAX_INLINE_LENGTH + 1), Duration.ZERO);
        var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, PLAYLIST);
        request.headers().set("Accept-Encoding", "gzip");
        var greeted = new MediaResponse.Personal(found, "0123456789abcdef");
        assertThat(ContentCoding.prepared(request, greeted).toCompletableFuture().join())
                .isSameAs(greeted);
        assertThat(found.content().uncompressed()).isZero();
    }

    private static String inflated(RawClient.Reply reply) throws IOException {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(reply.body()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
