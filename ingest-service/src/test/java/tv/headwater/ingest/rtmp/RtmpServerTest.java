package tv.headwater.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.ingest.flv.FlvTag;
import tv.headwater.ingest.rtmp.FakePublications.Taken;
import tv.headwater.ingest.rtmp.amf.AmfValue;
import tv.headwater.ingest.rtmp.message.MessageCodec;
import tv.headwater.ingest.rtmp.message.RawMessage;
import tv.headwater.ingest.rtmp.message.RtmpMessage;

/** The server over real sockets: what a publisher hears and what its publication sees. */
class RtmpServerTest {

    private static final String KEY = FakePublications.KEY;

    private final TestServer server = new TestServer();
    private final FakePublications publications = server.publications;

    @AfterEach
    void close() {
        server.close();
    }

    private TestPublisher publisher() {
        return new TestPublisher(server.start(TestLimits.patient()));
    }

    private Taken publication() {
        await("a publication").until(() -> publications.taken.size() == 1);
        return publications.taken.getFirst();
    }

    private void awaitEnd(Taken publication, SessionEndReason reason) {
        await("the end").until(() -> !publication.ends.isEmpty());
        assertThat(publication.ends).containsExactly(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "live, KEY",
        "live, KEY?token=x",
        "live, /KEY",
        "live/, KEY",
        "live?x=y, KEY",
        "live/KEY, ''",
        "live/KEY?x=y, ''"
    })
    void aKeyIsFoundWhereverEncodersPutIt(String app, String name) {
        try (var publisher = publisher()) {
            var status = publisher.begin(app.replace("KEY", KEY), name.replace("KEY", KEY));
            assertThat(TestPublisher.code(status)).isEqualTo("NetStream.Publish.Start");
            assertThat(status.streamId()).isEqualTo(1);
        }
    }

    @Test
    void tagsArriveInOrderAndGoodbyeIsHeard() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
            publisher.send(
                    new RtmpMessage.DataMessage(
                            1,
                            0,
                            List.of(
                                    AmfValue.of("@setDataFrame"),
                                    AmfValue.of("onMetaData"),
                                    new AmfValue.EcmaArray(
                                            Map.of(
                                                    "width",
                                                    AmfValue.of(1280),
                                                    "x",
                                                    AmfValue.NULL)))));
            publisher.chunkSize(4096);
            publisher.send(audio(0, 0xAF, 0, 0x11, 0x90));
            publisher.send(video(-5, 10_000));
            publisher.send(audio(3, 0xAF, 1, 0x21));
            var publication = publication();
            await("four tags").until(() -> publication.tags.size() == 4);
            assertThat(publication.tags)
                    .satisfiesExactly(
                            tag ->
                                    assertThat(tag)
                                            .isEqualTo(
                                                    new FlvTag.Metadata(Map.of("width", 1280.0))),
                            tag -> assertThat(tag).isInstanceOf(FlvTag.AudioConfiguration.class),
                            tag -> {
                                var frame = (FlvTag.VideoFrame) tag;
                                assertThat(frame.timestamp()).isEqualTo(-5);
                                assertThat(frame.payload().remaining()).isEqualTo(9_995);
                                assertThat(frame.payload().isReadOnly()).isTrue();
                            },
                            tag -> assertThat(tag).isInstanceOf(FlvTag.AudioFrame.class));
            assertThat(publication.bytes.get()).isGreaterThan(10_000);
            assertThat(publication.publisher.remoteAddress()).isEqualTo("127.0.0.1");

            publisher.send(TestPublisher.call("FCUnpublish", 6, AmfValue.of(KEY)));
            assertThat(TestPublisher.code(publisher.receive("onFCUnpublish")))
                    .isEqualTo("NetStream.Unpublish.Success");
            publisher.send(TestPublisher.call("deleteStream", 7, AmfValue.of(1)));
            awaitEnd(publication, SessionEndReason.PUBLISHER_LEFT);
            publisher.receiveAll();
        }
    }

    @Test
    void aLostConnectionIsNoGoodbye() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
        }
        awaitEnd(publication(), SessionEndReason.CONNECTION_LOST);
    }

    @Test
    void closeStreamIsGoodbyeToo() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
            publisher.send(TestPublisher.call("closeStream", 0));
            assertThat(TestPublisher.code(publisher.receive("onStatus")))
                    .isEqualTo("NetStream.Unpublish.Success");
            awaitEnd(publication(), SessionEndReason.PUBLISHER_LEFT);
        }
    }

    @Test
    void everyCommandOfAnEncoderIsAnswered() {
        try (var publisher = publisher().handshake()) {
            var connected = publisher.connect("live");
            assertThat(connected.name()).isEqualTo("_result");
            assertThat(TestPublisher.code(connected)).isEqualTo("NetConnection.Connect.Success");

            publisher.send(TestPublisher.call("releaseStream", 2, AmfValue.of(KEY)));
            assertThat(publisher.receive(c -> c.transaction() == 2).name()).isEqualTo("_result");
            publisher.send(TestPublisher.call("FCPublish", 3, AmfValue.of(KEY)));
            assertThat(TestPublisher.code(publisher.receive("onFCPublish")))
                    .isEqualTo("NetStream.Publish.Start");
            assertThat(publisher.receive(c -> c.transaction() == 3).name()).isEqualTo("_result");
            publisher.send(TestPublisher.call("createStream", 4));
            assertThat(publisher.receive(c -> c.transaction() == 4).arguments())
                    .containsExactly(AmfValue.NULL, AmfValue.of(1));
            publisher.send(TestPublisher.call("_checkbw", 5));
            assertThat(publisher.receive(c -> c.transaction() == 5).name()).isEqualTo("_result");
            publisher.send(TestPublisher.call("getStreamLength", 6, AmfValue.of(KEY)));
            assertThat(publisher.receive(c -> c.transaction() == 6).arguments())
                    .containsExactly(AmfValue.NULL, AmfValue.of(0));
            publisher.send(TestPublisher.call("whatever", 7));
            assertThat(publisher.receive(c -> c.transaction() == 7).name()).isEqualTo("_error");
            publisher.send(new RtmpMessage.PingRequest(99));
            assertThat(publisher.receive()).isEqualTo(new RtmpMessage.PingResponse(99));
        }
    }

    @Test
    void fourCcsAreAdvertisedToThoseWhoAsk() {
        try (var publisher = publisher().handshake()) {
            var connected =
                    publisher.connect(
                            new AmfValue.Properties(
                                    Map.of(
                                            "app",
                                            AmfValue.of("live"),
                                            "fourCcList",
                                            new AmfValue.StrictArray(List.of(AmfValue.of("*"))))));
            var information = (AmfValue.Properties) connected.arguments().get(1);
            assertThat(information.entries().get("fourCcList"))
                    .isEqualTo(
                            new AmfValue.StrictArray(
                                    List.of(
                                            AmfValue.of("avc1"),
                                            AmfValue.of("hvc1"),
                                            AmfValue.of("av01"),
                                            AmfValue.of("mp4a"),
                                            AmfValue.of("Opus"))));
            assertThat(information.entries().get("videoFourCcInfoMap"))
                    .isEqualTo(
                            new AmfValue.Properties(
                                    Map.of(
                                            "avc1", AmfValue.of(4),
                                            "hvc1", AmfValue.of(4),
                                            "av01", AmfValue.of(4))));
            assertThat(information.entries().get("audioFourCcInfoMap"))
                    .isEqualTo(
                            new AmfValue.Properties(
                                    Map.of("mp4a", AmfValue.of(4), "Opus", AmfValue.of(4))));
            assertThat(information.entries().get("capsEx")).isEqualTo(AmfValue.of(4));
        }
    }

    @Test
    void bytesAreAcknowledged() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
            publisher.send(new RtmpMessage.WindowAcknowledgementSize(1));
            publisher.chunkSize(65_536);
            for (int i = 0; i < 4; i++) {
                publisher.send(video(i, 40_000));
            }
            RtmpMessage message = publisher.receive();
            while (!(message instanceof RtmpMessage.Acknowledgement(int sequence))) {
                message = publisher.receive();
            }
            assertThat(sequence).isGreaterThanOrEqualTo(64 * 1024);
        }
    }

    @Test
    void anAggregateIsTakenApart() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
            publisher.send(
                    new RtmpMessage.Aggregate(
                            List.of(raw(audio(40, 0xAF, 1, 0x21)), raw(video(60, 100)))));
            var publication = publication();
            await("both parts").until(() -> publication.tags.size() == 2);
            assertThat(((FlvTag.AudioFrame) publication.tags.getFirst()).timestamp()).isEqualTo(40);
            assertThat(((FlvTag.VideoFrame) publication.tags.getLast()).timestamp()).isEqualTo(60);
        }
    }

    @Test
    void mediaBehindPublishWaitsForTheAnswer() {
        publications.gate = new CompletableFuture<>();
        try (var publisher = publisher().handshake()) {
            publisher.connect("live");
            publisher.sendTogether(
                    TestPublisher.publish(KEY, "live"),
                    audio(0, 0xAF, 0, 0x11, 0x90),
                    video(1, 50_000),
                    audio(2, 0xAF, 1, 0x21));
            await("the question").until(() -> publications.asked.get() == 1);
            publisher.send(audio(3, 0xAF, 1, 0x22));
            publications.gate.complete(null);
            var publication = publication();
            await("all that was sent").until(() -> publication.tags.size() == 4);
            assertThat(publication.tags.get(1)).isInstanceOf(FlvTag.VideoFrame.class);
            assertThat(((FlvTag.AudioFrame) publication.tags.get(3)).timestamp()).isEqualTo(3);
        }
    }

    @Test
    void anAnswerThatComesTooLateClosesItsPublication() {
        publications.gate = new CompletableFuture<>();
        try (var publisher = new TestPublisher(server.start(TestLimits.patient().shortAnswer()))) {
            var status = publisher.begin("live", KEY);
            assertThat(TestPublisher.code(status)).isEqualTo("NetStream.Publish.Failed");
            publisher.receiveAll();
            publications.gate.complete(null);
            await("the late publication's end")
                    .until(() -> !publications.taken.isEmpty() && !publication().ends.isEmpty());
        }
    }

    @Test
    void anAnswerThatFailsIsToldAsTryLater() {
        publications.gate = CompletableFuture.failedFuture(new IllegalStateException("away"));
        try (var publisher = publisher()) {
            var status = publisher.begin("live", KEY);
            assertThat(TestPublisher.code(status)).isEqualTo("NetStream.Publish.Failed");
            assertThat(publisher.receiveAll()).isEmpty();
        }
    }

    @Test
    void aDroppedPublisherHearsWhy() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
            publication().publisher.drop(SessionEndReason.DISABLED, "The stream was disabled.");
            var status = publisher.receive("onStatus");
            assertThat(TestPublisher.code(status)).isEqualTo("NetStream.Failed");
            assertThat(TestPublisher.description(status)).isEqualTo("The stream was disabled.");
            awaitEnd(publication(), SessionEndReason.DISABLED);
            assertThat(publisher.receiveAll()).isEmpty();
        }
    }

    @Test
    void aPublisherHeldBackIsNotRead() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
            var publication = publication();
            publication.publisher.readable(false);
            publisher.send(new RtmpMessage.PingRequest(1));
            publication.publisher.readable(true);
            assertThat(publisher.receive()).isEqualTo(new RtmpMessage.PingResponse(1));
        }
    }

    @Test
    void closingTheServerDropsItsPublishers() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
            var publication = publication();
            var port = server.port();
            server.close();
            awaitEnd(publication, SessionEndReason.SHUTDOWN);
            assertThat(TestPublisher.description(publisher.receive("onStatus")))
                    .isEqualTo("The server is shutting down.");
            assertThatThrownBy(() -> new TestPublisher(port)).isNotNull();
        }
    }

    @Test
    void anExceptionClosesItsOwnChannelOnly() {
        int port = server.start(TestLimits.patient());
        try (var good = new TestPublisher(port);
                var bad = new TestPublisher(port)) {
            good.begin("live", KEY);
            bad.begin("live", KEY);
            await("both").until(() -> publications.taken.size() == 2);
            publications.taken.get(1).fault = new IllegalStateException("a fault for the test");
            bad.send(video(0, 10));
            awaitEnd(publications.taken.get(1), SessionEndReason.CONNECTION_LOST);
            bad.receiveAll();
            good.send(video(0, 10));
            await("a tag").until(() -> publications.taken.get(0).tags.size() == 1);
        }
    }

    @Test
    void aTakenPortIsNamed() {
        int port = server.start(TestLimits.patient());
        try (var second =
                new RtmpServer(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                        null,
                        RtmpLimits.defaults(),
                        publications,
                        server.registry)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(String.valueOf(port));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"record", "append"})
    void onlyLiveIsPublished(String type) {
        try (var publisher = publisher().handshake()) {
            publisher.connect("live");
            publisher.send(TestPublisher.publish(KEY, type));
            assertThat(TestPublisher.code(publisher.receive("onStatus")))
                    .isEqualTo("NetStream.Record.NoAccess");
            assertThat(publisher.receiveAll()).isEmpty();
            assertThat(publications.asked).hasValue(0);
        }
    }

    @Test
    void unsupportedMediaIsExplained() {
        try (var publisher = publisher()) {
            publisher.begin("live", KEY);
            publisher.send(audio(0, 0x2F, 0));
            assertThat(TestPublisher.description(publisher.receive("onStatus")))
                    .isEqualTo("audio format 2 (MP3) is not supported: send AAC");
            awaitEnd(publication(), SessionEndReason.PROTOCOL_ERROR);
            assertThat(server.refused("media")).isEqualTo(1);
        }
    }

    private static RtmpMessage.Audio audio(int timestamp, int... body) {
        var bytes = ByteBuffer.allocate(body.length);
        for (int b : body) {
            bytes.put((byte) b);
        }
        return new RtmpMessage.Audio(1, timestamp, bytes.flip());
    }

    /** A key frame in a tag of {@code length} bytes. */
    private static RtmpMessage.Video video(int timestamp, int length) {
        var body = ByteBuffer.allocate(length).put(0, (byte) 0x17).put(1, (byte) 1);
        return new RtmpMessage.Video(1, timestamp, body);
    }

    private static RawMessage raw(RtmpMessage message) {
        return MessageCodec.encode(message);
    }
}
