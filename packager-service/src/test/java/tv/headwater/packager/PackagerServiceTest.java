package tv.headwater.packager;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import tv.headwater.contract.TestKafka;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.packager.crypt.ContentKey;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Log;
import tv.headwater.packager.testing.Packaging;
import tv.headwater.packager.testing.Restamped;

/** The service as it ships, on a real Kafka, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PackagerServiceTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestKafka kafka = TestKafka.started(4);
    private final HttpClient http = HttpClient.newHttpClient();
    private final KafkaProducer<byte[], byte[]> producer = kafka.producer();

    /** A running service. */
    private record Service(ConfigurableApplicationContext context, int managementPort)
            implements AutoCloseable {

        URI media(StreamId streamId, String file) {
            int port = context.getBean(Packager.class).port();
            return URI.create("http://127.0.0.1:" + port + "/live/" + streamId + "/" + file);
        }

        URI management(String path) {
            return URI.create("http://127.0.0.1:" + managementPort + "/actuator/" + path);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    @AfterAll
    void stopKafka() {
        kafka.close();
    }

    private Service start(String nodeId, String... more) throws IOException {
        int managementPort;
        try (var socket = new ServerSocket(0)) {
            managementPort = socket.getLocalPort();
        }
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--headwater.kafka.bootstrap-servers=" + kafka.settings().bootstrapServers());
        arguments.add("--headwater.node.id=" + nodeId);
        arguments.add("--headwater.http.port=0");
        arguments.add("--management.server.port=" + managementPort);
        var context = PackagerService.application().run(arguments.toArray(String[]::new));
        var service = new Service(context, managementPort);
        await("ready")
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(get(service.management("health/readiness")).statusCode())
                                .isEqualTo(200));
        return service;
    }

    @Test
    void servesWhatTheLogHoldsAndTheSameAfterARestart() throws Exception {
        var streamId = StreamId.random();
        var broadcast = new Broadcast().session(Broadcast.testMedia(90_000, 3));
        produce(streamId, 3, broadcast.records());
        Map<String, byte[]> before;
        try (var service = start("packager-a");
                var nodes = new NodesTopic(kafka.settings())) {
            before = all(service, streamId);
            assertThat(before).hasSize(1 + 2 * (2 + 8));
            Packaging.of(broadcast.records())
                    .video()
                    .forEach(segment ->
                            assertThat(before.get("source/" + segment.msn() + ".m4s"))
                                    .isEqualTo(bytes(segment.bytes())));
            await("announced")
                    .atMost(PATIENCE)
                    .until(() -> !nodes.nodes().holding(NodeRole.PACKAGER, streamId).isEmpty());
            assertThat(
                            get(service.media(streamId, "source/7.m4s"))
                                    .headers()
                                    .firstValue("content-type"))
                    .hasValue("video/mp4");
            assertThat(text(get(service.management("prometheus"))))
                    .contains(
                            "headwater_packager_segments_total{kind=\"video\"}",
                            "headwater_packager_publish_latency_seconds_count",
                            "headwater_packager_streams ",
                            "headwater_packager_window_bytes ",
                            "headwater_packager_consumer_lag ");
            assertThat(get(service.management("env")).statusCode()).isEqualTo(404);
        }
        try (var service = start("packager-a")) {
            assertSame(all(service, streamId), before);
            produce(streamId, 3, List.of(new EndOfSession(TestMedia.stamp(1024, 100_000, 15))));
            try (var other = start("packager-b")) {
                await("the session's last segment")
                        .atMost(PATIENCE)
                        .until(() -> all(service, streamId).containsKey("source/15.m4s"));
                assertSame(all(other, streamId), all(service, streamId));
            }
        }
    }

    @Test
    void followsAStreamLiveToItsEnd() throws Exception {
        var streamId = StreamId.random();
        try (var service = start("packager-c")) {
            var playlist = service.media(streamId, "source/index.m3u8");
            assertThat(get(playlist).statusCode()).isEqualTo(404);
            var records = new Broadcast().session(Broadcast.testMedia(90_000, 2)).end().records();
            produce(streamId, 1, records.subList(0, 400));
            await("first segments")
                    .atMost(PATIENCE)
                    .until(() -> text(get(playlist)).contains("8.m4s"));
            junk(1);
            produce(streamId, 1, records.subList(300, records.size()));
            await("all segments")
                    .atMost(PATIENCE)
                    .until(() -> text(get(playlist)).contains("12.m4s"));
            assertThat(text(get(playlist))).doesNotContain("ENDLIST");
            settings(streamId, StreamStatus.ENDED);
            await("ENDLIST")
                    .atMost(PATIENCE)
                    .until(() -> text(get(playlist)).endsWith("#EXT-X-ENDLIST\n"));
            assertThat(text(get(service.management("prometheus"))))
                    .contains(
                            "headwater_packager_records_dropped_total{reason=\"malformed\"}",
                            "headwater_packager_records_dropped_total{reason=\"repeated\"}");
            settings(streamId, null);
            await("gone").atMost(PATIENCE).until(() -> get(playlist).statusCode() == 404);
        }
    }

    @Test
    void servesWhatTranscodersMade() throws Exception {
        var streamId = StreamId.random();
        var source = new Broadcast().session(Broadcast.testMedia(90_000, 2)).records();
        var rung = new Rendition("72p");
        long base = 1L << 31;
        produce(streamId, 2, source);
        produce(
                Topics.RENDITION_MEDIA,
                streamId,
                2,
                List.of(Log.claim(base), Log.poster(1024, base - 1, 99)));
        produce(
                Topics.RENDITION_MEDIA,
                streamId,
                2,
                Log.rendition(source, rung, TestMedia.videoTrack(), base, unit -> unit));
        produce(Topics.RENDITION_MEDIA, streamId, 2, List.of(Log.poster(1024, base, 1000)));
        try (var service = start("packager-d")) {
            assertThat(text(get(service.media(streamId, "index.m3u8"))))
                    .contains("\nsource/index.m3u8\n", "\n72p/index.m3u8\n");
            assertThat(found(service.media(streamId, "72p/8.m4s")))
                    .isEqualTo(found(service.media(streamId, "source/8.m4s")));
            var uri = service.media(streamId, "poster.jpg");
            var poster = get(uri);
            assertThat(poster.body()).hasSize(1000);
            assertThat(poster.headers().map())
                    .containsEntry("content-type", List.of("image/jpeg"))
                    .containsEntry("cache-control", List.of("public, max-age=5"));
            var tag = poster.headers().firstValue("etag").orElseThrow();
            var request = HttpRequest.newBuilder(uri).header("If-None-Match", tag).build();
            var again = http.send(request, HttpResponse.BodyHandlers.discarding());
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(text(get(service.management("prometheus"))))
                    .contains(
                            "headwater_packager_records_dropped_total{reason=\"superseded\"} 1.0");
        }
    }

    /** Ninety seconds, of which a window of twelve and as much behind it are in memory. */
    @Test
    void goesBackOnDiskAndStillDoesAfterARestart(@TempDir Path directory) throws Exception {
        var streamId = StreamId.random();
        var options =
                new String[] {
                    "--headwater.window=1s", "--headwater.dvr.directory=" + directory,
                };
        settings(streamId, StreamStatus.ACTIVE, 3600);
        produce(streamId, 3, new Broadcast().session(Broadcast.testMedia(90_000, 15)).records());
        byte[] first;
        try (var service = start("packager-e", options)) {
            var uri = service.media(streamId, "source/7.m4s");
            await("segment 7 is on disk")
                    .atMost(PATIENCE)
                    .until(() -> get(uri).statusCode() == 200);
            first = found(uri);
            assertThat(text(get(service.media(streamId, "source/index.m3u8"))))
                    .contains("#EXT-X-MEDIA-SEQUENCE:7\n", "\n7.m4s\n");
            assertThat(text(get(service.management("prometheus"))))
                    .contains("headwater_packager_dvr_segments_total ");
        }
        try (var service = start("packager-e", options)) {
            assertThat(found(service.media(streamId, "source/7.m4s"))).isEqualTo(first);
            settings(streamId, null);
            await("nothing is left")
                    .atMost(PATIENCE)
                    .until(() -> !Files.exists(directory.resolve(streamId.value())));
        }
    }

    @Test
    void handsOutTheKeysOfEncryptedStreams() throws Exception {
        var streamId = StreamId.random();
        var secret = ContentSecret.random();
        settings(StreamId.random(), StreamStatus.IDLE);
        encrypted(streamId, secret);
        var broadcast = new Broadcast().encryptedEvery(4).session(Broadcast.testMedia(90_000, 1));
        produce(streamId, 2, broadcast.records());
        try (var service = start("packager-e")) {
            assertThat(text(get(service.media(streamId, "source/index.m3u8"))))
                    .contains("#EXT-X-KEY:METHOD=SAMPLE-AES,URI=\"../keys/1\",IV=0x");
            var key = get(service.media(streamId, "keys/1"));
            assertThat(key.statusCode()).isEqualTo(200);
            assertThat(key.body()).isEqualTo(bytes(ContentKey.of(secret, 1).bytes()));
            assertThat(key.headers().map())
                    .containsEntry("content-type", List.of("application/octet-stream"))
                    .containsEntry("cache-control", List.of("no-store"))
                    .doesNotContainKey("etag");
            assertThat(get(service.media(streamId, "keys/4")).statusCode()).isEqualTo(404);
            assertThat(get(service.media(StreamId.random(), "keys/1")).statusCode()).isEqualTo(404);
            settings(streamId, null);
            await("gone")
                    .atMost(PATIENCE)
                    .until(() -> get(service.media(streamId, "keys/1")).statusCode() == 404);
        }
    }

    @Test
    void anUnknownKeyFailsTheStart() {
        assertThatThrownBy(() -> PackagerService.application().run("--headwater.windows=60s"))
                .rootCause()
                .hasMessageContaining("headwater.windows");
    }

    /** Everything that can be reached from the multivariant playlist, by path. */
    private Map<String, byte[]> all(Service service, StreamId streamId) throws Exception {
        var all = new TreeMap<String, byte[]>();
        for (var rendition : List.of("source", "audio")) {
            all.put("index.m3u8", found(service.media(streamId, "index.m3u8")));
            var playlist = found(service.media(streamId, rendition + "/index.m3u8"));
            all.put(rendition, playlist);
            for (var line : new String(playlist, US_ASCII).lines().toList()) {
                var file = line.startsWith("#EXT-X-MAP") ? "init-0.mp4" : line;
                if (!file.startsWith("#")) {
                    all.put(
                            rendition + "/" + file,
                            found(service.media(streamId, rendition + "/" + file)));
                }
            }
        }
        return all;
    }

    private static void assertSame(Map<String, byte[]> actual, Map<String, byte[]> expected) {
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        actual.forEach((path, bytes) -> assertThat(bytes).as(path).isEqualTo(expected.get(path)));
    }

    private byte[] found(URI uri) throws IOException, InterruptedException {
        var response = get(uri);
        assertThat(response.statusCode()).as(uri.toString()).isEqualTo(200);
        return response.body();
    }

    private HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), US_ASCII);
    }

    private static byte[] bytes(java.nio.ByteBuffer buffer) {
        var bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private void produce(StreamId streamId, int lane, List<? extends MediaRecord> records) {
        produce(Topics.SOURCE_MEDIA, streamId, lane, records);
    }

    private void produce(
            String topic, StreamId streamId, int lane, List<? extends MediaRecord> records) {
        var key = streamId.value().getBytes(US_ASCII);
        for (var record : records) {
            var bytes = MediaRecordCodec.encode(Restamped.as(streamId, record));
            producer.send(new ProducerRecord<>(topic, lane, key, bytes));
        }
        producer.flush();
    }

    private void junk(int lane) {
        var bytes = new byte[200];
        new Random(1).nextBytes(bytes);
        producer.send(new ProducerRecord<>(Topics.SOURCE_MEDIA, lane, null, bytes));
        producer.send(new ProducerRecord<>(Topics.SOURCE_MEDIA, lane, new byte[] {1}, null));
        producer.flush();
    }

    private void encrypted(StreamId streamId, ContentSecret secret) {
        var settings =
                new StreamSettings(
                        streamId,
                        StreamStatus.IDLE,
                        PlaybackPolicy.PUBLIC,
                        LatencyMode.LOW,
                        Ladder.SOURCE,
                        0,
                        60,
                        Encryption.AES_128,
                        secret,
                        1,
                        1024,
                        Instant.EPOCH,
                        null);
        producer.send(
                new ProducerRecord<>(
                        Topics.STREAMS, streamId.value().getBytes(US_ASCII), Json.write(settings)));
        producer.flush();
    }

    private void settings(StreamId streamId, @Nullable StreamStatus status) {
        settings(streamId, status, 0);
    }

    private void settings(StreamId streamId, @Nullable StreamStatus status, int dvrWindowSeconds) {
        var value =
                status == null
                        ? null
                        : Json.write(
                                new StreamSettings(
                                        streamId,
                                        status,
                                        PlaybackPolicy.PUBLIC,
                                        LatencyMode.LOW,
                                        Ladder.SOURCE,
                                        dvrWindowSeconds,
                                        60,
                                        Encryption.NONE,
                                        1,
                                        1024,
                                        Instant.EPOCH));
        producer.send(
                new ProducerRecord<>(Topics.STREAMS, streamId.value().getBytes(US_ASCII), value));
        producer.flush();
    }
}
