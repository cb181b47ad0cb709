package tv.headwater.ingest.grant;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tv.headwater.contract.SettableClock;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.ingest.stamp.Numbering;

class GrantsTest {

    private static final String KEY = StreamKey.sha256("a key");
    private static final String GRANT =
            """
            {"streamId":"teststream000001","epoch":2048,"lane":3,"latencyMode":"low",
             "reconnectWindowSeconds":60,"lastSegment":11,"lastDiscontinuitySequence":2,
             "targetDuration":4,"grantedAt":"2026-11-01T00:00:00Z","somethingNew":1}
            """;

    private final AtomicInteger calls = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-01T00:00:00Z"));
    private volatile int status = 200;
    private volatile boolean hang;
    private volatile String lastBody = "";
    private HttpServer server;
    private Grants grants;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        server.createContext(
                "/internal/publish-grants",
                exchange -> {
                    calls.incrementAndGet();
                    lastBody =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    if (hang) {
                        await();
                    }
                    var json = status == 200;
                    var body = (json ? GRANT : "{}").getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders()
                            .set(
                                    "Content-Type",
                                    json ? "application/json" : "application/problem+json");
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        var uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        var timeout = Duration.ofMillis(500);
        var api =
                MetadataGrants.at(
                        uri, HttpClient.newHttpClient(), timeout, ObservationRegistry.NOOP);
        grants = new Grants(api, new NodeId("ingest-1"), timeout, 2, clock);
    }

    private void await() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        release.countDown();
        grants.close();
        server.stop(0);
    }

    @Test
    void asksByTheHashOfTheKey() {
        var answer = (GrantAnswer.Granted) grants.ask(KEY, "192.0.2.1");

        assertThat(answer.grant().streamId()).isEqualTo(new StreamId("teststream000001"));
        assertThat(answer.grant().epoch()).isEqualTo(2048);
        assertThat(answer.numbering()).isEqualTo(new Numbering(12, 3, 4));
        assertThat(answer.cached()).isFalse();
        assertThat(lastBody).contains(KEY, "ingest-1", "192.0.2.1").doesNotContain("a key");
    }

    @Test
    void refusalsAreNotRetried() {
        status = 403;
        assertThat(grants.ask(KEY, "192.0.2.1")).isInstanceOf(GrantAnswer.Denied.class);
        status = 409;
        assertThat(grants.ask(KEY, "192.0.2.1")).isInstanceOf(GrantAnswer.Taken.class);
        status = 400;
        assertThat(grants.ask(KEY, "192.0.2.1")).isInstanceOf(GrantAnswer.Unavailable.class);
        assertThat(calls).hasValue(3);
    }

    @Test
    void triesTwiceAndThenSaysSo() {
        status = 503;
        assertThat(grants.ask(KEY, "192.0.2.1")).isInstanceOf(GrantAnswer.Unavailable.class);
        assertThat(calls).hasValue(2);
    }

    @Test
    void doesNotWaitForAnAnswerThatNeverComes() {
        hang = true;
        assertThat(grants.ask(KEY, "192.0.2.1")).isInstanceOf(GrantAnswer.Unavailable.class);
        assertThat(calls).hasValue(2);
    }

    @Test
    void stopsAskingWhereNobodyAnswers() {
        status = 503;
        for (int i = 0; i < 10; i++) {
            grants.ask(KEY, "192.0.2.1");
        }
        assertThat(calls.get()).isEqualTo(8);
    }

    @Test
    void resumesUnderTheNextEpochWhileMetadataIsAway() {
        grants.ask(KEY, "192.0.2.1");
        grants.ended(KEY, 2048, new Numbering(20, 3, 5));
        status = 503;

        var first = (GrantAnswer.Granted) grants.ask(KEY, "192.0.2.1");
        assertThat(first.cached()).isTrue();
        assertThat(first.grant().epoch()).isEqualTo(2049);
        assertThat(first.numbering()).isEqualTo(new Numbering(20, 3, 5));

        grants.ended(KEY, 2049, new Numbering(25, 4, 5));
        clock.pass(Duration.ofSeconds(60));
        var second = (GrantAnswer.Granted) grants.ask(KEY, "192.0.2.1");
        assertThat(second.grant().epoch()).isEqualTo(2050);
    }

    @Test
    void resumesNothingAfterTheReconnectWindow() {
        grants.ask(KEY, "192.0.2.1");
        grants.ended(KEY, 2048, new Numbering(20, 3, 5));
        status = 503;
        clock.pass(Duration.ofSeconds(61));

        assertThat(grants.ask(KEY, "192.0.2.1")).isInstanceOf(GrantAnswer.Unavailable.class);
    }

    @Test
    void resumesNothingThatWasForgottenOrDenied() {
        grants.ask(KEY, "192.0.2.1");
        grants.forget(new StreamId("teststream000001"));
        status = 503;
        assertThat(grants.ask(KEY, "192.0.2.1")).isInstanceOf(GrantAnswer.Unavailable.class);

        status = 200;
        grants.ask(KEY, "192.0.2.1");
        status = 403;
        grants.ask(KEY, "192.0.2.1");
        status = 503;
        assertThat(grants.ask(KEY, "192.0.2.1")).isInstanceOf(GrantAnswer.Unavailable.class);
    }

    @Test
    void resumesNothingOfAnotherKey() {
        grants.ask(KEY, "192.0.2.1");
        status = 503;
        assertThat(grants.ask(StreamKey.sha256("another"), "192.0.2.1"))
                .isInstanceOf(GrantAnswer.Unavailable.class);
    }
}
