package tv.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.id.StreamKey;
import tv.headwater.e2e.rtmp.Garbage;
import tv.headwater.e2e.rtmp.IdleSockets;
import tv.headwater.e2e.rtmp.RtmpConnection;
import tv.headwater.e2e.rtmp.RtmpRefused;

/** Publishers that are wrong, broken or hostile; each comes from an address of its own, and one stream runs beside them all. */
@Order(5)
@ExtendWith(StudioExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileRtmpTest {

    private static final String BAD_NAME = "NetStream.Publish.BadName";
    private static final Duration CLOSED_SOON = Duration.ofSeconds(5);

    private final Studio studio;
    private final AtomicInteger addresses = new AtomicInteger();
    private SteadyStream beside;
    private int linesBefore;

    HostileRtmpTest(Studio studio) {
        this.studio = studio;
    }

    @BeforeAll
    void startTheStreamBeside() {
        linesBefore = studio.cluster().ingest().log().size();
        beside = SteadyStream.start(studio, "Beside hostile publishers");
    }

    @AfterAll
    void end() {
        beside.close();
    }

    private String address() {
        return "127.0.9." + addresses.incrementAndGet();
    }

    private RtmpConnection open() throws IOException {
        return RtmpConnection.open(studio.cluster().rtmpAddress(), address());
    }

    private void assertRefused(String app, String key, String code) throws IOException {
        try (var connection = open()) {
            var refused =
                    catchThrowableOfType(
                            RtmpRefused.class,
                            () -> {
                                connection.connect(app);
                                connection.publish(key);
                            });
            assertThat(refused).isNotNull();
            assertThat(refused.code()).isEqualTo(code);
            assertThat(connection.awaitClosed(CLOSED_SOON)).as("closed after %s", code).isTrue();
        }
    }

    @Test
    @Order(1)
    void aKeyOfTheRightFormThatNobodyHas() throws IOException {
        assertRefused(
                "live", studio.cluster().secrets().keep(StreamKey.generate().value()), BAD_NAME);
    }

    @Test
    @Order(2)
    void aKeyOfTheWrongForm() throws IOException {
        assertRefused("live", "../../etc/passwd", BAD_NAME);
    }

    @Test
    @Order(3)
    void anUnknownApp() throws IOException {
        assertRefused("vod", beside.stream().key(), "NetConnection.Connect.InvalidApp");
    }

    @Test
    @Order(4)
    void aSecondPublisherOnTheKey() throws IOException {
        assertRefused("live", beside.stream().key(), BAD_NAME);

        assertThat(beside.publisher().isPublishing()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("tv.headwater.e2e.rtmp.Garbage#all")
    @Order(5)
    void garbageIsCutOff(Garbage garbage) throws IOException {
        try (var socket = RtmpConnection.socket(studio.cluster().rtmpAddress(), address())) {
            if (garbage.afterHandshake()) {
                RtmpConnection.handshake(socket);
            }
            socket.setSoTimeout(12_000);
            try {
                socket.getOutputStream().write(garbage.bytes().array());
            } catch (SocketException e) {
                // It may close before it has read all of it.
            }
            assertClosed(socket);
        }
    }

    /** Reads until the end; a reset is an end, silence is not. */
    private static void assertClosed(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // what it had to say
            }
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    @Order(6)
    void aPublisherThatNeverSpeaks() throws IOException {
        try (var connected = open();
                var published = open()) {
            var stream = studio.cluster().admin().createStream("Never any media");
            published.connect("live");
            published.publish(stream.key());

            assertThat(connected.awaitClosed(Duration.ofSeconds(13)))
                    .as("no publish within 10 s")
                    .isTrue();
            assertThat(published.awaitClosed(Duration.ofSeconds(23)))
                    .as("no media within 20 s")
                    .isTrue();
        }
    }

    @Test
    @Order(7)
    void tenThousandIdleSockets() throws IOException {
        var ingest = studio.cluster().ingest();
        int files = ingest.openFiles();
        long before = ingest.residentKib();
        try (var sockets = IdleSockets.open(studio.cluster().rtmpAddress(), 10_000)) {
            await("ingest holds the sockets").until(() -> ingest.openFiles() >= files + 9_000);
            long grown = ingest.residentKib() - before;

            assertThat(sockets.awaitAllClosed(20, TimeUnit.SECONDS))
                    .as("sockets still open")
                    .isZero();
            long most = Math.max(grown, ingest.residentKib() - before);
            studio.note("ingest grew by " + most + " KiB with 10,000 idle sockets");
            assertThat(most).as("KiB that ingest grew by").isLessThan(64 * 1024);
        }
        await("ingest has let go of the sockets").until(() -> ingest.openFiles() <= files + 50);
        assertThat(ingest.health("liveness")).isEqualTo(200);
    }

    @Test
    @Order(8)
    void theStreamBesideLostNothing() {
        var fidelity = beside.finish();

        assertThat(fidelity.videoPackets()).isGreaterThan(20 * 30);
        assertThat(studio.cluster().ingest().log().stream().skip(linesBefore))
                .as("what peers do wrong is not ingest's error")
                .noneMatch(line -> line.contains(" ERROR "));
    }
}
