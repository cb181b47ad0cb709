package tv.headwater.metadata.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tv.headwater.contract.id.StreamId;
import tv.headwater.metadata.MetadataProperties;

class ReceiversTest {

    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(202, -1);
                    exchange.close();
                });
        server.createContext(
                "/endless",
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream body = exchange.getResponseBody()) {
                        while (over.getCount() > 0) {
                            body.write(new byte[1024]);
                        }
                    }
                });
        server.createContext(
                "/silent",
                exchange -> {
                    try (exchange) {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
    }

    @AfterEach
    void close() {
        over.countDown();
        server.stop(0);
    }

    private static Receivers receivers(boolean privateNetworks, Duration timeout) {
        var second = Duration.ofSeconds(1);
        return new Receivers(
                new MetadataProperties.Webhooks(
                        privateNetworks,
                        1,
                        timeout,
                        DataSize.ofKilobytes(64),
                        4,
                        4,
                        second,
                        second,
                        second,
                        1,
                        1,
                        second,
                        second),
                Clock.systemUTC());
    }

    private static Attempt attempt(String url) {
        return new Attempt(
                1,
                UUID.randomUUID(),
                StreamId.random(),
                "event",
                "live_stream.idle",
                "{}",
                1,
                url,
                "whsec_secret");
    }

    private String at(String host, String path) {
        return "http://" + host + ":" + server.getAddress().getPort() + path;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "localhost",
                "2130706433",
                "127.1",
                "[::1]",
                "[::ffff:127.0.0.1]"
            })
    void connectsToNobodyWhoIsNotPublic(String host) throws IOException {
        try (var receivers = receivers(false, Duration.ofSeconds(10))) {
            assertThat(receivers.deliver(attempt(at(host, "/"))))
                    .isIn(
                            new Outcome.Unanswered("the host is not at a public address"),
                            new Outcome.Unanswered("the host's name has no address"));
        }
        assertThat(requests).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]"})
    void closedInstallationsMayHavePrivateOnes(String host) throws IOException {
        try (var receivers = receivers(true, Duration.ofSeconds(10))) {
            assertThat(receivers.deliver(attempt(at(host, "/"))))
                    .isEqualTo(new Outcome.Accepted(202));
        }
        assertThat(requests).hasValue(1);
    }

    @Test
    void readsAnAnswerToItsBoundAndNoFurther() throws IOException {
        try (var receivers = receivers(true, Duration.ofSeconds(50))) {
            long before = System.nanoTime();
            assertThat(receivers.deliver(attempt(at("127.0.0.1", "/endless"))))
                    .isEqualTo(new Outcome.Accepted(200));
            assertThat(System.nanoTime() - before).isLessThan(TimeUnit.SECONDS.toNanos(50));
        }
    }

    @Test
    void waitsNoLongerThanItMay() throws IOException {
        try (var receivers = receivers(true, Duration.ofMillis(300))) {
            assertThat(receivers.deliver(attempt(at("127.0.0.1", "/silent"))))
                    .isEqualTo(new Outcome.Unanswered("no answer within 300 ms"));
        }
    }

    private static int unused() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void saysWhyWithoutTheUrl() throws IOException {
        int port = unused();
        try (var receivers = receivers(true, Duration.ofSeconds(10))) {
            assertThat(receivers.deliver(attempt("http://127.0.0.1:" + port + "/secret")))
                    .isEqualTo(new Outcome.Unanswered("the host refused or closed the connection"));
            assertThat(
                            receivers.deliver(
                                    attempt(
                                            "https://127.0.0.1:"
                                                    + server.getAddress().getPort()
                                                    + "/secret")))
                    .isInstanceOf(Outcome.Unanswered.class);
            assertThat(attempt("https://example.com/secret").toString()).doesNotContain("secret");
        }
    }
}
