package tv.headwater.mediahttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a connection may do, and what it gets when it does more. */
class MediaServerConnectionsTest {

    private static final String STREAM = "/live/abcdefgh01234567";
    private static final String SEGMENT = STREAM + "/source/5.m4s";
    private static final String GET_SEGMENT = "GET " + SEGMENT + " HTTP/1.1\r\nHost: test\r\n";

    private final FakeResources resources = new FakeResources();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private MediaServer server;

    private void start(MediaHttpLimits limits) {
        resources.put(
                SEGMENT, FakeResources.segment("0123456789".getBytes(StandardCharsets.US_ASCII)));
        server = new MediaServer("127.0.0.1", 0, limits, resources, registry);
        server.start();
    }

    private static MediaHttpLimits limits(
            int connections, Duration header, Duration idle, Duration answer, Duration write) {
        return new MediaHttpLimits(connections, 0, 0, header, idle, answer, write, null, 0, 0, 0);
    }

    @AfterEach
    void close() {
        server.close();
    }

    record Bad(String name, String bytes, int status) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Bad[] bad() {
        var get = GET_SEGMENT;
        return new Bad[] {
            new Bad("body", get + "Content-Length: 3\r\n\r\nabc", 413),
            new Bad("huge body", get + "Content-Length: 99999999999\r\n\r\nabc", 413),
            new Bad(
                    "chunked",
                    get + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                    413),
            new Bad(
                    "smuggling",
                    get
                            + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                            + get
                            + "\r\n",
                    400),
            new Bad("two lengths", get + "Content-Length: 0\r\nContent-Length: 4\r\n\r\nabcd", 400),
            new Bad("no length", get + "Content-Length: x\r\n\r\n", 400),
            new Bad("no host", "GET " + SEGMENT + " HTTP/1.1\r\n\r\n", 400),
            new Bad("two hosts", get + "Host: other\r\n\r\n", 400),
            new Bad("header without colon", get + "nonsense\r\n\r\n", 400),
            new Bad("NUL in header", get + "A: b\0c\r\n\r\n", 400),
            new Bad("version 2", "GET " + SEGMENT + " HTTP/2.0\r\nHost: test\r\n\r\n", 505),
            new Bad("no HTTP", "\u0003\u0000\u0000\u0000 hello\r\n\r\n", 400),
            new Bad("one word", "GET\r\n\r\n", 400),
            new Bad(
                    "long line",
                    "GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: test\r\n\r\n",
                    414),
            new Bad("large headers", get + "A: " + "a".repeat(9_000) + "\r\n\r\n", 431),
            new Bad("many headers", get + "A: a\r\n".repeat(3_000) + "\r\n", 431),
        };
    }

    @ParameterizedTest
    @MethodSource
    void bad(Bad bad) throws IOException {
        start(MediaHttpLimits.defaults());
        try (var client = new RawClient(server.port());
                var neighbour = new RawClient(server.port())) {
            var reply = client.send(bad.bytes()).reply(true);
            assertThat(reply.status()).isEqualTo(bad.status());
            assertThat(reply.headers()).containsEntry("Connection", "close");
            assertThat(client.isEnded()).isTrue();
            assertThat(resources.asked).isEmpty();
            assertThat(neighbour.get(SEGMENT).text()).isEqualTo("0123456789");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        start(MediaHttpLimits.defaults());
        var late = new CompletableFuture<MediaResponse>();
        resources.put(STREAM + "/source/index.m3u8", late);
        try (var client = new RawClient(server.port())) {
            client.send(
                    "GET "
                            + STREAM
                            + "/source/index.m3u8 HTTP/1.1\r\nHost: test\r\n\r\n"
                            + (GET_SEGMENT + "\r\n").repeat(500)
                            + "GET /junk HTTP/1.1\r\nHost: test\r\n\r\n");
            await().until(() -> !resources.asked.isEmpty());
            assertThat(resources.asked).as("one at a time").hasSize(1);
            late.completeAsync(() -> FakeResources.playlist("#EXTM3U\n", Duration.ZERO));
            assertThat(client.reply(true).text()).isEqualTo("#EXTM3U\n");
            for (int i = 0; i < 500; i++) {
                assertThat(client.reply(true).text()).isEqualTo("0123456789");
            }
            assertThat(client.reply(true).status()).isEqualTo(404);
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws IOException {
        start(MediaHttpLimits.defaults());
        try (var client = new RawClient(server.port())) {
            for (var b : (GET_SEGMENT + "\r\n").split("", -1)) {
                client.send(b);
            }
            assertThat(client.reply(true).text()).isEqualTo("0123456789");
        }
    }

    @Test
    void http10ClosesUnlessAskedNotTo() throws IOException {
        start(MediaHttpLimits.defaults());
        try (var client = new RawClient(server.port())) {
            var kept =
                    client.send("GET " + SEGMENT + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                            .reply(true);
            assertThat(kept.headers()).containsEntry("Connection", "keep-alive");
            var last = client.send("GET " + SEGMENT + " HTTP/1.0\r\n\r\n").reply(true);
            assertThat(last.text()).isEqualTo("0123456789");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aPeerThatAsksForCloseGetsIt() throws IOException {
        start(MediaHttpLimits.defaults());
        try (var client = new RawClient(server.port())) {
            assertThat(client.get(SEGMENT, "Connection: close").headers())
                    .containsEntry("Connection", "close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void slowHeadersAreCut() throws IOException {
        start(limits(0, Duration.ofMillis(300), null, null, null));
        try (var silent = new RawClient(server.port());
                var half = new RawClient(server.port());
                var second = new RawClient(server.port())) {
            half.send(GET_SEGMENT + "X-Slow: ");
            second.get(SEGMENT);
            second.send("GET ");
            assertThat(silent.isEnded()).isTrue();
            assertThat(half.isEnded()).isTrue();
            assertThat(second.isEnded()).isTrue();
        }
        assertThat(cuts("slow_headers")).isEqualTo(3);
        await().until(() -> server.connections() == 0);
    }

    @Test
    void drippingHeadersDoNotBuyTime() {
        start(limits(0, Duration.ofMillis(500), null, null, null));
        await().pollInterval(Duration.ofMillis(50))
                .untilAsserted(new DrippingClient(server.port())::dripUntilCut);
        assertThat(cuts("slow_headers")).isEqualTo(1);
    }

    /** Sends one more byte of an endless header each time it is asked. */
    private static final class DrippingClient {
        private final RawClient client;

        DrippingClient(int port) {
            try {
                client = new RawClient(port).send(GET_SEGMENT + "X-Drip: ");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        void dripUntilCut() {
            boolean cut;
            try {
                client.send("a");
                cut = false;
            } catch (IOException e) {
                cut = true;
            }
            assertThat(cut).as("the server has cut it").isTrue();
        }
    }

    @Test
    void idleConnectionsAreClosed() throws IOException {
        start(limits(0, null, Duration.ofMillis(200), null, null));
        try (var client = new RawClient(server.port())) {
            client.get(SEGMENT);
            assertThat(client.isEnded()).isTrue();
        }
        assertThat(cuts("slow_headers")).isZero();
    }

    @Test
    void aReaderThatTakesNothingIsCut() throws IOException {
        start(limits(0, null, null, null, Duration.ofMillis(300)));
        resources.put(STREAM + "/source/8.m4s", FakeResources.segment(new byte[64 << 20]));
        try (var slow = new RawClient(server.port(), 8_192);
                var neighbour = new RawClient(server.port())) {
            slow.request("GET", STREAM + "/source/8.m4s");
            await().until(() -> cuts("slow_reader") == 1);
            await().until(() -> server.connections() == 1 || server.connections() == 0);
            assertThat(neighbour.get(SEGMENT).text()).isEqualTo("0123456789");
        }
    }

    @Test
    void anAnswerThatNeverComesIs503() throws IOException {
        start(limits(0, null, null, Duration.ofMillis(200), null));
        var never = new CompletableFuture<MediaResponse>();
        resources.put(STREAM + "/index.m3u8", never);
        try (var client = new RawClient(server.port())) {
            assertThat(client.get(STREAM + "/index.m3u8").status()).isEqualTo(503);
            never.complete(FakeResources.playlist("late", Duration.ZERO));
            assertThat(client.get(SEGMENT).text()).isEqualTo("0123456789");
        }
    }

    @Test
    void aFailureIs500AndTouchesNobodyElse() throws IOException {
        start(MediaHttpLimits.defaults());
        resources.put(
                STREAM + "/index.m3u8",
                CompletableFuture.failedStage(new IllegalStateException("secret detail")));
        try (var client = new RawClient(server.port());
                var neighbour = new RawClient(server.port())) {
            var reply = client.get(STREAM + "/index.m3u8");
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.text()).doesNotContain("secret");
            assertThat(client.get(SEGMENT).text()).isEqualTo("0123456789");
            assertThat(neighbour.get(SEGMENT).text()).isEqualTo("0123456789");
        }
    }

    @Test
    void oneConnectionTooManyIsTurnedAway() throws IOException {
        start(limits(2, null, null, null, null));
        var clients = new ArrayList<RawClient>();
        for (int i = 0; i < 2; i++) {
            clients.add(new RawClient(server.port()));
            clients.getLast().get(SEGMENT);
        }
        assertThat(server.load()).isEqualTo(1);
        try (var third = new RawClient(server.port())) {
            assertThat(third.reply(true).status()).isEqualTo(503);
            assertThat(third.isEnded()).isTrue();
        }
        clients.removeFirst().close();
        await().until(() -> server.connections() == 1);
        try (var next = new RawClient(server.port())) {
            assertThat(next.get(SEGMENT).status()).isEqualTo(200);
        }
        clients.getFirst().close();
        assertThat(cuts("too_many")).isEqualTo(1);
    }

    @Test
    void closeLetsAnswersUnderWayFinish() throws IOException {
        start(MediaHttpLimits.defaults());
        var late = new CompletableFuture<MediaResponse>();
        resources.put(STREAM + "/index.m3u8", late);
        int port = server.port();
        try (var client = new RawClient(port);
                var idle = new RawClient(port)) {
            idle.get(SEGMENT);
            client.request("GET", STREAM + "/index.m3u8");
            await().until(() -> resources.asked.size() == 2);
            var closing = CompletableFuture.runAsync(server::close);
            assertThat(idle.isEnded()).isTrue();
            late.complete(FakeResources.playlist("#EXTM3U\n", Duration.ZERO));
            var reply = client.reply(true);
            assertThat(reply.text()).isEqualTo("#EXTM3U\n");
            assertThat(reply.headers()).containsEntry("Connection", "close");
            assertThat(client.isEnded()).isTrue();
            closing.join();
            assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> new RawClient(port)))
                    .isInstanceOf(java.net.ConnectException.class);
        }
    }

    @Test
    void aTakenPortIsSaid() {
        start(MediaHttpLimits.defaults());
        try (var second =
                new MediaServer(
                        "127.0.0.1",
                        server.port(),
                        MediaHttpLimits.defaults(),
                        resources,
                        registry)) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(second::start))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + server.port());
        }
    }

    private double cuts(String why) {
        var counter = registry.find("headwater.http.cuts").tag("why", why).counter();
        return counter == null ? 0 : counter.count();
    }

    private static final String RELOAD = STREAM + "/source/index.m3u8?_HLS_msn=7&_HLS_part=1";

    @Test
    void onlySoManyReloadsWaitAtOnce() throws IOException {
        var coming = new CompletableFuture<MediaResponse>();
        resources.put(RELOAD, coming);
        start(new MediaHttpLimits(0, 0, 0, null, null, null, null, null, 3, 2, 0));
        var get = "GET " + RELOAD + " HTTP/1.1\r\nHost: test\r\n\r\n";
        try (var first = new RawClient(server.port());
                var second = new RawClient(server.port());
                var third = new RawClient(server.port())) {
            first.send(get);
            second.send(get);
            await().untilAsserted(() -> assertThat(resources.asked).hasSize(2));
            third.send(get);
            assertThat(third.reply(true).status()).isEqualTo(503);
            third.send(GET_SEGMENT + "\r\n");
            assertThat(third.reply(true).status()).isEqualTo(200);
            assertThat(registry.get("headwater.http.held").gauge().value()).isEqualTo(2);
            coming.complete(FakeResources.playlist("#EXTM3U", Duration.ZERO));
            assertThat(first.reply(true).status()).isEqualTo(200);
            assertThat(second.reply(true).status()).isEqualTo(200);
            third.send(get);
            assertThat(third.reply(true).status()).isEqualTo(200);
        }
        assertThat(firstBytes("playlist", true)).as("waited, or could have").isEqualTo(3);
        assertThat(firstBytes("playlist", false)).as("refused").isEqualTo(1);
        assertThat(firstBytes("segment", false)).isEqualTo(1);
    }

    private long firstBytes(String kind, boolean held) {
        var timer =
                registry.get("headwater.http.first.byte")
                        .tags("kind", kind, "held", String.valueOf(held))
                        .timer();
        assertThat(timer.takeSnapshot().histogramCounts()).isNotEmpty();
        return timer.count();
    }

    @Test
    void whoHangsUpWaitsNoLonger() throws IOException {
        resources.put(RELOAD, new CompletableFuture<MediaResponse>());
        start(MediaHttpLimits.defaults());
        try (var client = new RawClient(server.port())) {
            client.send("GET " + RELOAD + " HTTP/1.1\r\nHost: test\r\n\r\n");
            await().until(() -> registry.get("headwater.http.held").gauge().value() == 1);
        }
        await().until(() -> registry.get("headwater.http.held").gauge().value() == 0);
    }
}
