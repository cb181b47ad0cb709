package tv.headwater.mediahttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.tls.TlsPort;

/** HTTP/2 and TLS, as the JDK's client speaks them, and HTTP/2 without TLS, byte by byte. */
class Http2Test {

    private static final String STREAM = "/live/abcdefgh01234567";
    private static final String SEGMENT = STREAM + "/source/5.m4s";
    private static final String PART = STREAM + "/source/6.0.m4s";
    private static final String PLAYLIST = STREAM + "/source/index.m3u8";

    @TempDir private static Path files;

    private final FakeResources resources = new FakeResources();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MediaServer server =
            new MediaServer(
                    "127.0.0.1",
                    0,
                    new TlsPort(0, file("certificate.pem"), file("key.pem")),
                    MediaHttpLimits.defaults(),
                    resources,
                    registry);

    private static Path file(String name) {
        try (var in = Http2Test.class.getResourceAsStream("/tls/" + name)) {
            var file = files.resolve(name);
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        resources.put(SEGMENT, FakeResources.segment(bytes("0123456789")));
        resources.put(PLAYLIST, FakeResources.playlist("#EXTM3U\n", Duration.ZERO));
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static HttpClient client(HttpClient.Version version)
            throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        try (var in = Files.newInputStream(file("certificate.pem"))) {
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().version(version).sslContext(context).build();
    }

    private HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.tlsPort() + target))
                .timeout(Duration.ofSeconds(10));
    }

    @Test
    void bothVersionsAnswerAlikeOverTls() throws Exception {
        for (var version : List.of(HttpClient.Version.HTTP_1_1, HttpClient.Version.HTTP_2)) {
            try (var client = client(version)) {
                var got = client.send(request(SEGMENT).build(), BodyHandlers.ofString());
                assertThat(got.version()).isEqualTo(version);
                assertThat(got.statusCode()).isEqualTo(200);
                assertThat(got.body()).isEqualTo("0123456789");
                var tag = got.headers().firstValue("ETag").orElseThrow();
                assertThat(got.headers().firstValue("Cache-Control"))
                        .contains("public, max-age=3600, immutable");
                assertThat(got.headers().firstValue("Date")).isPresent();
                assertThat(got.headers().firstValue("Access-Control-Allow-Origin")).contains("*");

                var same = request(SEGMENT).header("If-None-Match", tag).build();
                assertThat(client.send(same, BodyHandlers.ofString()).statusCode()).isEqualTo(304);
                var range = request(SEGMENT).header("Range", "bytes=2-4").build();
                assertThat(client.send(range, BodyHandlers.ofString()).body()).isEqualTo("234");
                var head = client.send(request(SEGMENT).HEAD().build(), BodyHandlers.ofString());
                assertThat(head.headers().firstValue("Content-Length")).contains("10");
                assertThat(head.body()).isEmpty();
                var nowhere = client.send(request("/x").build(), BodyHandlers.ofString());
                assertThat(nowhere.statusCode()).isEqualTo(404);
                var posted =
                        request(SEGMENT).POST(HttpRequest.BodyPublishers.ofString("x")).build();
                assertThat(client.send(posted, BodyHandlers.ofString()).statusCode())
                        .isEqualTo(413);
                assertThat(client.send(request(PLAYLIST).build(), BodyHandlers.ofString()).body())
                        .isEqualTo("#EXTM3U\n");
            }
        }
    }

    @Test
    void heldRequestsOfOneConnectionWaitBesideEachOther() throws Exception {
        var coming = new CompletableFuture<MediaResponse>();
        resources.put(PART, coming);
        try (var client = client(HttpClient.Version.HTTP_2)) {
            client.send(request(SEGMENT).build(), BodyHandlers.ofString());
            var waiting =
                    IntStream.range(0, 50)
                            .mapToObj(_ ->
                                    client.sendAsync(
                                            request(PART).build(), BodyHandlers.ofString()))
                            .toList();
            await().until(() -> resources.asked.size() == 51);
            assertThat(client.send(request(SEGMENT).build(), BodyHandlers.ofString()).body())
                    .isEqualTo("0123456789");
            assertThat(server.connections()).isEqualTo(1);
            assertThat(registry.get("headwater.http.held").gauge().value()).isEqualTo(50);

            coming.complete(FakeResources.segment(bytes("part")));
            for (var answer : waiting) {
                assertThat(answer.get().body()).isEqualTo("part");
            }
            await().until(() -> registry.get("headwater.http.held").gauge().value() == 0);
        }
    }

    /** Without chunks, which HTTP/2 does not have; one answer that breaks off is no end of the others. */
    @Test
    void whatIsStillBeingMadeArrivesAsItComes() throws Exception {
        var rest = new CompletableFuture<Optional<Body>>();
        resources.put(PART, unfinished("begin, ", rest));
        try (var client = client(HttpClient.Version.HTTP_2)) {
            var coming = client.send(request(PART).build(), BodyHandlers.ofInputStream());
            assertThat(coming.headers().firstValue("Content-Length")).isEmpty();
            try (var body = coming.body()) {
                assertThat(body.readNBytes(7)).isEqualTo(bytes("begin, "));
                rest.complete(Optional.of(new Body(ByteBuffer.wrap(bytes("end")))));
                assertThat(body.readAllBytes()).isEqualTo(bytes("end"));
            }
            var broken = new CompletableFuture<Optional<Body>>();
            resources.put(PART, unfinished("begin, ", broken));
            var other = client.send(request(PART).build(), BodyHandlers.ofInputStream());
            broken.completeExceptionally(new IllegalStateException("it does not go on"));
            try (var body = other.body()) {
                assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
            }
            assertThat(client.send(request(SEGMENT).build(), BodyHandlers.ofString()).body())
                    .isEqualTo("0123456789");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private static MediaResponse unfinished(String begin, CompletableFuture<Optional<Body>> rest) {
        var answers = List.of(rest, CompletableFuture.completedFuture(Optional.<Body>empty()));
        var next = answers.iterator();
        return new MediaResponse.Found(
                "video/mp4",
                MediaResponse.Caching.IMMUTABLE,
                new Body(ByteBuffer.wrap(bytes(begin))),
                Duration.ZERO,
                next::next);
    }

    @Test
    void largeBodiesArriveWholeThroughFlowControl() throws Exception {
        var body = new byte[3_000_001];
        new java.util.Random(1).nextBytes(body);
        resources.put(STREAM + "/source/8.m4s", FakeResources.segment(body));
        try (var client = client(HttpClient.Version.HTTP_2)) {
            var request = request(STREAM + "/source/8.m4s").build();
            List<CompletableFuture<HttpResponse<byte[]>>> answers =
                    IntStream.range(0, 4)
                            .mapToObj(_ -> client.sendAsync(request, BodyHandlers.ofByteArray()))
                            .toList();
            for (var answer : answers) {
                assertThat(answer.get().body()).isEqualTo(body);
            }
        }
    }

    /** RFC 9113 3.3: the preface, SETTINGS, and a request for a segment in HPACK without an index. */
    @Test
    void http2WithoutTlsNeedsThePrefaceAlone() throws IOException {
        try (var client = new RawClient(server.port())) {
            for (var piece : List.of("PRI * HT", "TP/2.0\r\n\r\nSM\r\n\r\n")) {
                client.send(piece);
            }
            client.send("\0\0\0\4\0\0\0\0\0");
            var fields =
                    field(":method", "GET")
                            + field(":scheme", "http")
                            + field(":authority", "test")
                            + field(":path", SEGMENT);
            // HEADERS with END_STREAM and END_HEADERS on stream 1
            client.send("\0\0" + (char) fields.length() + "\1\5\0\0\0\1" + fields);

            assertThat(client.until("0123456789")).contains("0123456789");
        }
        await().until(() -> server.connections() == 0);
    }

    private static String field(String name, String value) {
        return "\0" + (char) name.length() + name + (char) value.length() + value;
    }

    @Test
    void whatOnlyBeginsLikeAPrefaceIsHttp1() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send("P");
            client.send("RI");
            var reply = client.send(" /x HTTP/1.1\r\nHost: test\r\n\r\n").reply(true);
            assertThat(reply.status()).isEqualTo(405);
            assertThat(client.get(SEGMENT).text()).isEqualTo("0123456789");
        }
    }

    @Test
    void whatIsNoHandshakeIsClosed() throws IOException {
        try (var client = new RawClient(server.tlsPort())) {
            client.send("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
            await().until(() -> server.connections() == 0);
        }
        try (var client = new RawClient(server.port())) {
            assertThat(client.get(SEGMENT).status()).isEqualTo(200);
        }
    }
}
