package tv.headwater.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.ingest.rtmp.amf.AmfValue;
import tv.headwater.ingest.rtmp.message.RtmpMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage.Command;

/** Peers that do it wrong: each is answered or closed, and costs nobody else anything. */
class RtmpGuardsTest {

    private static final String KEY = FakePublications.KEY;

    private final TestServer server = new TestServer();
    private final FakePublications publications = server.publications;

    @AfterEach
    void close() {
        server.close();
    }

    private TestPublisher publisher() {
        return publisher(TestLimits.patient());
    }

    private TestPublisher publisher(TestLimits limits) {
        return new TestPublisher(server.start(limits));
    }

    private void awaitNoConnections() {
        await("all connections closed")
                .until(() ->
                        server.registry.get("headwater.rtmp.connections").gauge().value() == 0);
    }

    private void awaitEnd(SessionEndReason reason) {
        await("the end")
                .until(() ->
                        publications.taken.size() == 1
                                && publications.taken.getFirst().ends.size() == 1);
        assertThat(publications.taken.getFirst().ends).containsExactly(reason);
    }

    @Test
    void aWrongKeyIsABadName() {
        try (var publisher = publisher()) {
            var status = publisher.begin("live", "sk_live_wrong");
            assertThat(TestPublisher.code(status)).isEqualTo("NetStream.Publish.BadName");
            assertThat(status.toString()).doesNotContain("sk_live_wrong");
            assertThat(publisher.receiveAll()).isEmpty();
            awaitNoConnections();
            assertThat(server.refused("key")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "?token=x"})
    void noKeyIsAsWrongAsAWrongKey(String name) {
        try (var publisher = publisher()) {
            var status = publisher.begin("live", name);
            assertThat(TestPublisher.code(status)).isEqualTo("NetStream.Publish.BadName");
            assertThat(TestPublisher.description(status)).isEqualTo("Stream key not accepted.");
            assertThat(publications.asked).hasValue(1);
        }
    }

    @Test
    void aRefusalTakesItsTime() {
        var limits = TestLimits.patient().refusal(Duration.ofMillis(200));
        try (var publisher = publisher(limits)) {
            long before = System.nanoTime();
            publisher.begin("live", "wrong");
            assertThat(System.nanoTime() - before)
                    .isGreaterThanOrEqualTo(Duration.ofMillis(200).toNanos());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"vod", "", "live2", "LIVE", "liveKEY"})
    void anUnknownApplicationIsRefused(String app) {
        try (var publisher = publisher().handshake()) {
            var answer = publisher.connect(app);
            assertThat(answer.name()).isEqualTo("_error");
            assertThat(TestPublisher.code(answer)).isEqualTo("NetConnection.Connect.InvalidApp");
            assertThat(publisher.receiveAll()).isEmpty();
            assertThat(server.refused("app")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"play", "play2", "FCSubscribe"})
    void nobodyPlays(String command) {
        try (var publisher = publisher().handshake()) {
            publisher.connect("live");
            publisher.send(TestPublisher.call(command, 5, AmfValue.of(KEY)));
            assertThat(TestPublisher.code(publisher.receive("onStatus")))
                    .isEqualTo("NetStream.Play.Failed");
            assertThat(publisher.receiveAll()).isEmpty();
            assertThat(server.refused("play")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "\u0016\u0003\u0001", "x"})
    void anotherProtocolIsClosedAtOnce(String bytes) {
        try (var publisher = publisher()) {
            publisher.write(bytes);
            assertThat(publisher.receiveAll()).isEmpty();
            assertThat(server.refused("protocol")).isEqualTo(1);
        }
    }

    /** What a connected peer may not send, and the sentence it gets. */
    static Stream<Arguments> violations() {
        return Stream.of(
                arguments("04 000000 010001 14 00000000", "message of 65537 bytes exceeds 65536"),
                arguments("87 000000", "chunk stream 7 begins with type 2"),
                arguments(
                        "02 000000 000004 01 00000000 00000000",
                        "chunk size 0 is not between 128 and 2147483647"),
                arguments(
                        "02 000000 000004 01 00000000 80000000",
                        "chunk size 2147483648 is not between 128 and 2147483647"),
                arguments("05 000000 000002 08 01000000 af01", "media came before publish"),
                arguments("05 000000 000003 12 01000000 020000", "media came before publish"),
                arguments("05 000000 000001 13 01000000 00", "message type 19 is not supported"),
                arguments("05 000000 000001 63 01000000 00", "message type 99 is not supported"),
                arguments("05 000000 000002 11 00000000 1106", "AMF 3 is not supported"),
                arguments(
                        "05 000000 000003 14 00000000 021001",
                        "AMF string of 4097 bytes exceeds 4096"),
                arguments(
                        "05 000000 000001 14 00000000 05",
                        "a command does not begin with its name"));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void aViolationIsExplainedAndClosed(String hex, String why) {
        try (var publisher = publisher().handshake()) {
            publisher.connect("live");
            publisher.write(HexFormat.of().parseHex(hex.replace(" ", "")));
            assertThat(TestPublisher.description(publisher.receive("onStatus"))).isEqualTo(why);
            assertThat(publisher.receiveAll()).isEmpty();
            assertThat(server.refused("protocol")).isEqualTo(1);
        }
    }

    @Test
    void chunkStreamsAreLimited() {
        try (var publisher = publisher().handshake()) {
            // Acknowledgements, which may come at any time.
            var bytes = ByteBuffer.allocate(33 * 16);
            for (int i = 0; i < 33; i++) {
                bytes.put((byte) (3 + i)).put(new byte[5]).put((byte) 4).put((byte) 3);
                bytes.put(new byte[8]);
            }
            publisher.write(bytes.array());
            assertThat(TestPublisher.description(publisher.receive("onStatus")))
                    .isEqualTo("more than 32 chunk streams");
        }
    }

    @Test
    void aPublishersMessageMayBeLonger() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
            publisher.chunkSize(65_536);
            publisher.send(video(4 * 1024 * 1024));
            await("the frame").until(() -> publications.taken.getFirst().tags.size() == 1);
            publisher.write(HexFormat.of().parseHex("07000000" + "400001" + "09" + "01000000"));
            assertThat(TestPublisher.description(publisher.receive("onStatus")))
                    .isEqualTo("message of 4194305 bytes exceeds 4194304");
            awaitEnd(SessionEndReason.PROTOCOL_ERROR);
        }
    }

    static Stream<Arguments> outOfPlace() {
        return Stream.of(
                arguments(
                        List.of(TestPublisher.call("createStream", 2)),
                        "a command came before connect"),
                arguments(
                        List.of(TestPublisher.publish(KEY, "live")),
                        "a command came before connect"),
                arguments(List.of(connect(), connect()), "connect came twice"),
                arguments(
                        List.of(
                                connect(),
                                TestPublisher.publish(KEY, "live"),
                                TestPublisher.publish(KEY, "live")),
                        "publish came twice"));
    }

    @ParameterizedTest
    @MethodSource("outOfPlace")
    void aCommandOutOfPlaceIsExplainedAndClosed(List<Command> commands, String why) {
        try (var publisher = publisher().handshake()) {
            commands.forEach(publisher::send);
            var last =
                    publisher.receive(c ->
                            c.name().equals("onStatus")
                                    && !TestPublisher.code(c).endsWith("Start"));
            assertThat(TestPublisher.description(last)).isEqualTo(why);
        }
    }

    @Test
    void anIdleSocketDies() {
        try (var idle = publisher(TestLimits.patient().shortHandshake())) {
            assertThat(idle.receiveAll()).isEmpty();
            assertThat(server.refused("deadline")).isEqualTo(1);
        }
    }

    @Test
    void aSlowHandshakeDiesHoweverBusyItLooks() {
        try (var slow = publisher(TestLimits.patient().shortHandshake())) {
            slow.write(new byte[] {3});
            await("the deadline")
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> {
                        if (server.refused("deadline") == 0) {
                            slow.write(new byte[] {0});
                        }
                        return server.refused("deadline") == 1;
                    });
            slow.receiveAll();
            awaitNoConnections();
        }
    }

    @Test
    void aConnectionThatDoesNotPublishDies() {
        try (var idle = publisher(TestLimits.patient().shortPublish()).handshake()) {
            idle.connect("live");
            assertThat(idle.receiveAll()).isEmpty();
            assertThat(server.refused("deadline")).isEqualTo(1);
        }
    }

    @Test
    void aPublisherWithoutMediaDies() {
        try (var idle = publisher(TestLimits.patient().shortFirstMedia())) {
            idle.begin("live", KEY);
            assertThat(TestPublisher.description(idle.receive("onStatus")))
                    .isEqualTo("no media for 300 ms");
            awaitEnd(SessionEndReason.MEDIA_TIMEOUT);
        }
    }

    @Test
    void aPublisherThatFallsSilentDies() {
        try (var idle = publisher(TestLimits.patient().shortMedia())) {
            idle.begin("live", KEY);
            idle.send(video(10));
            idle.receive("onStatus");
            awaitEnd(SessionEndReason.MEDIA_TIMEOUT);
            assertThat(publications.taken.getFirst().tags).hasSize(1);
        }
    }

    @Test
    void anAddressHasSoManyConnectionsBeforeItPublishes() {
        int port = server.start(TestLimits.patient().perAddress(2));
        try (var publishing = new TestPublisher(port);
                var second = new TestPublisher(port);
                var elsewhere = new TestPublisher(port, "127.0.0.2")) {
            publishing.begin("live", KEY);
            second.handshake();
            try (var third = new TestPublisher(port)) {
                third.handshake();
                try (var fourth = new TestPublisher(port)) {
                    assertThat(fourth.receiveAll()).isEmpty();
                }
                assertThat(server.refused("address_limit")).isEqualTo(1);
            }
            elsewhere.handshake();
            await("room again")
                    .until(() ->
                            server.registry.get("headwater.rtmp.connections").gauge().value() == 3);
            try (var next = new TestPublisher(port)) {
                next.handshake();
            }
        }
    }

    @Test
    void allConnectionsTogetherAreLimited() {
        int port = server.start(TestLimits.patient().connections(1));
        try (var first = new TestPublisher(port).handshake();
                var second = new TestPublisher(port)) {
            assertThat(second.receiveAll()).isEmpty();
            assertThat(server.refused("connection_limit")).isEqualTo(1);
            first.connect("live");
        }
    }

    @Test
    void garbageBehindTheHandshakeHurtsNobodyElse() {
        int port = server.start(TestLimits.patient());
        try (var good = new TestPublisher(port)) {
            good.begin("live", KEY);
            var random = new Random(7);
            for (int i = 0; i < 50; i++) {
                try (var bad = new TestPublisher(port).handshake()) {
                    var garbage = new byte[1 + random.nextInt(5000)];
                    random.nextBytes(garbage);
                    bad.write(garbage);
                }
            }
            good.send(video(10));
            await("the good one's frame")
                    .until(() -> publications.taken.getFirst().tags.size() == 1);
            assertThat(publications.taken.getFirst().ends).isEmpty();
        }
        awaitNoConnections();
    }

    @Test
    void manyIdleSocketsDieWhileAStreamGoesOn() {
        int port = server.start(TestLimits.patient().shortHandshake().perAddress(20));
        List<TestPublisher> idle = new ArrayList<>();
        try (var good = new TestPublisher(port, "127.0.0.99")) {
            good.begin("live", KEY);
            for (int address = 1; address <= 25; address++) {
                for (int i = 0; i < 20; i++) {
                    idle.add(new TestPublisher(port, "127.0.1." + address));
                }
            }
            await("their deadline").until(() -> server.refused("deadline") == 500);
            good.send(video(10));
            await("the frame").until(() -> publications.taken.getFirst().tags.size() == 1);
        } finally {
            idle.forEach(TestPublisher::close);
        }
    }

    private static Command connect() {
        return new Command(
                0,
                "connect",
                1,
                List.of(new AmfValue.Properties(Map.of("app", AmfValue.of("live")))));
    }

    @ParameterizedTest
    @CsvSource({
        "9076703039aa, 'video codec ''vp09'' is not supported: send H.264, HEVC or AV1'",
        "96306876633100, multitrack type 3 is unknown",
        "97ffffff, video tag of 4 bytes is cut short"
    })
    void garbageBehindAnExHeaderIsExplainedAndHurtsNobodyElse(String body, String why) {
        int port = server.start(TestLimits.patient());
        try (var good = new TestPublisher(port);
                var bad = new TestPublisher(port)) {
            good.begin("live", KEY);
            bad.begin("live", KEY);
            bad.send(new RtmpMessage.Video(1, 0, ByteBuffer.wrap(HexFormat.of().parseHex(body))));
            assertThat(TestPublisher.description(bad.receive("onStatus"))).isEqualTo(why);
            good.send(video(10));
            await("a tag").until(() -> publications.taken.get(0).tags.size() == 1);
        }
    }

    private static RtmpMessage video(int length) {
        var body = ByteBuffer.allocate(length).put(0, (byte) 0x17).put(1, (byte) 1);
        return new RtmpMessage.Video(1, 0, body);
    }
}
