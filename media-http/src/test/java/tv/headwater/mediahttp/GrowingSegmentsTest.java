package tv.headwater.mediahttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tv.headwater.mediahttp.MediaResponse.Caching;

class GrowingSegmentsTest {

    private static final String RENDITION = "/live/abcdefgh01234567/source/";
    private static final String SEGMENT = RENDITION + "7.m4s";

    private final FakeResources resources = new FakeResources();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MediaServer server =
            new MediaServer(
                    "127.0.0.1",
                    0,
                    MediaHttpLimits.defaults(),
                    new GrowingSegments(resources),
                    registry);
    private final CompletableFuture<MediaResponse> second = new CompletableFuture<>();
    private final CompletableFuture<MediaResponse> third = new CompletableFuture<>();

    /** One part is there and two are waited for. */
    @BeforeEach
    void start() {
        resources.put(SEGMENT, missing());
        resources.put(part(0), object("zero."));
        resources.put(part(1), second);
        resources.put(part(2), third);
        server.start();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static String part(int index) {
        return RENDITION + "7." + index + ".m4s";
    }

    private static MediaResponse missing() {
        return new MediaResponse.NotFound("it is being made", Caching.seconds(0));
    }

    private static MediaResponse.Found object(String text) {
        return FakeResources.segment(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void complete(String whole) {
        resources.put(SEGMENT, object(whole));
        third.complete(missing());
    }

    private long asked(String path) {
        return resources.asked.stream()
                .filter(request -> request.path().path().equals(path))
                .count();
    }

    @Test
    void partsGoOutAsTheyCome() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.request("GET", SEGMENT, "Range: bytes=2-");
            assertThat(client.until("\r\n\r\n5\r\nzero.\r\n"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .containsIgnoringCase("transfer-encoding: chunked\r\n")
                    .containsIgnoringCase("content-type: video/mp4\r\n")
                    .containsIgnoringCase("cache-control: public, max-age=3600, immutable\r\n")
                    .doesNotContainIgnoringCase("\r\ncontent-length");
            second.complete(object("one."));
            assertThat(client.until("one.\r\n")).isEqualTo("4\r\none.\r\n");
            complete("zero.one.");
            assertThat(client.until("0\r\n\r\n")).isEqualTo("0\r\n\r\n");
            assertThat(client.get(SEGMENT).text())
                    .as("the connection goes on, and it is whole now")
                    .isEqualTo("zero.one.");
        }
    }

    /** A cache before it that has no chunks reads up to the end of the connection. */
    @Test
    void whatSpeaksHttp10GetsItWithoutChunks() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send("GET " + SEGMENT + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(client.until("zero.")).containsIgnoringCase("connection: close\r\n");
            second.complete(object("one."));
            assertThat(client.until("one.")).isEqualTo("one.");
            complete("zero.one.");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void whoComesLaterGetsAllOfItAndNothingIsAskedForTwice() throws IOException {
        try (var one = new RawClient(server.port());
                var other = new RawClient(server.port())) {
            one.request("GET", SEGMENT);
            one.until("zero.\r\n");
            second.complete(object("one."));
            one.until("one.\r\n");
            other.request("GET", SEGMENT);
            assertThat(other.until("one.\r\n")).endsWith("9\r\nzero.one.\r\n");
            complete("zero.one.");
            one.until("0\r\n\r\n");
            other.until("0\r\n\r\n");
        }
        assertThat(asked(part(0))).isOne();
        assertThat(asked(part(1))).isOne();
        assertThat(asked(part(2))).isOne();
        assertThat(asked(SEGMENT)).isEqualTo(2);
    }

    /** As where the origin that was asked learned of the last parts later than of their segment's end. */
    @Test
    void whatNoPartHadComesFromTheWholeSegment() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.request("GET", SEGMENT);
            client.until("zero.\r\n");
            resources.put(SEGMENT, object("zero.one.two."));
            second.complete(missing());
            assertThat(client.until("0\r\n\r\n")).isEqualTo("8\r\none.two.\r\n0\r\n\r\n");
        }
    }

    /** An origin that lost sight of it for a moment, or another that is a part behind. */
    @Test
    void aPartThatIsNotThereIsAskedForAgain() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.request("GET", SEGMENT);
            client.until("zero.\r\n");
            resources.put(SEGMENT, new MediaResponse.Unavailable("not now", Duration.ofSeconds(1)));
            second.complete(new MediaResponse.Unavailable("not now", Duration.ofSeconds(1)));
            await().until(() -> asked(part(1)) > 2);
            resources.put(part(1), object("one."));
            assertThat(client.until("one.\r\n")).isEqualTo("4\r\none.\r\n");
        }
    }

    @Test
    void whatCannotGoOnBreaksOff() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.request("GET", SEGMENT);
            client.until("zero.\r\n");
            resources.put(
                    SEGMENT, new MediaResponse.NotFound("no such segment", Caching.seconds(1)));
            second.complete(missing());
            assertThat(client.isEnded()).as("no last chunk").isTrue();
            assertThat(registry.counter("headwater.http.cuts", "why", "broken_off").count())
                    .isOne();
        }
        try (var client = new RawClient(server.port())) {
            assertThat(client.get(SEGMENT).status()).isEqualTo(404);
        }
    }

    @Test
    void aShorterSegmentThanItsPartsBreaksOff() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.request("GET", SEGMENT);
            client.until("zero.\r\n");
            resources.put(SEGMENT, object("zer"));
            second.complete(missing());
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void anotherEdgeAsksForPartsItself() throws IOException {
        try (var client = new RawClient(server.port())) {
            var reply = client.get(SEGMENT, "CDN-Loop: cdn; a=b, edge-1;segments=whole");
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.header("Cache-Control")).isEqualTo("no-cache");
        }
        assertThat(asked(part(0))).isZero();
    }

    /** One that knows nothing of parts passes on what comes as it comes. */
    @Test
    void anyOtherCacheGetsItAsItIsMade() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.request("GET", SEGMENT, "CDN-Loop: edge-1;segments=whole, cdn");
            assertThat(client.until("zero.\r\n")).startsWith("HTTP/1.1 200 OK\r\n");
        }
    }

    @Test
    void whatIsMissingForGoodIsNotAskedForByParts() throws IOException {
        resources.put(SEGMENT, new MediaResponse.NotFound("no such segment", Caching.seconds(1)));
        try (var client = new RawClient(server.port())) {
            assertThat(client.get(SEGMENT).status()).isEqualTo(404);
        }
        assertThat(asked(part(0))).isZero();
    }

    @Test
    void aHeadHasNoBodyAndTheConnectionGoesOn() throws IOException {
        try (var client = new RawClient(server.port())) {
            assertThat(client.request("HEAD", SEGMENT).reply(false).status()).isEqualTo(200);
            assertThat(client.get(part(0)).text()).isEqualTo("zero.");
        }
    }

    @Test
    void whoFollowsIsHeldAndLetGo() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.request("GET", SEGMENT);
            client.until("zero.\r\n");
            assertThat(held()).isOne();
            second.complete(object("one."));
            complete("zero.one.");
            client.until("0\r\n\r\n");
            assertThat(held()).isZero();
        }
    }

    @Test
    void whoLeavesMeanwhileIsLetGo() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.request("GET", SEGMENT);
            client.until("zero.\r\n");
        }
        await().until(() -> held() == 0);
        second.complete(object("one."));
    }

    private double held() {
        return registry.get("headwater.http.held").gauge().value();
    }
}
