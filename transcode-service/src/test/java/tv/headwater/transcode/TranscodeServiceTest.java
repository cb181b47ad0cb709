package tv.headwater.transcode;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import tv.headwater.contract.TestKafka;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamSettings;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.contract.stream.VideoCodec;

/** The service as it ships, with real workers, on a real Kafka. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TranscodeServiceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String HIGH = "high";
    private static final String LOW = "low";
    private static final String AAC = Rendition.AUDIO_AAC.value();

    /** 1024 samples of 48 kHz, in ticks. */
    private static final long AAC_FRAME = 1920;

    private static final String CPU = "headwater_transcode_cpu_seconds_total";
    private static final Ladder LADDER =
            new Ladder.Rungs(
                    List.of(
                            new Ladder.Rung(new Rendition(HIGH), 192, 300_000, VideoCodec.H264),
                            new Ladder.Rung(new Rendition(LOW), 144, 150_000, VideoCodec.H264)));

    private final TestKafka kafka = TestKafka.started(4);
    private final HttpClient http = HttpClient.newHttpClient();
    private final KafkaProducer<byte[], byte[]> producer = kafka.producer();

    /** A running service. */
    private record Service(ConfigurableApplicationContext context, int managementPort)
            implements AutoCloseable {

        Transcoder transcoder() {
            return context.getBean(Transcoder.class);
        }

        boolean works() {
            return !transcoder().held().isEmpty();
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

    private Service start(String nodeId) throws IOException {
        int managementPort;
        try (var socket = new ServerSocket(0)) {
            managementPort = socket.getLocalPort();
        }
        var context =
                TranscodeService.application()
                        .run(
                                "--headwater.kafka.bootstrap-servers="
                                        + kafka.settings().bootstrapServers(),
                                "--headwater.node.id=" + nodeId,
                                "--headwater.transcode.capacity=4",
                                "--management.server.port=" + managementPort);
        var service = new Service(context, managementPort);
        await("ready")
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(get(service, "health/readiness").statusCode()).isEqualTo(200));
        return service;
    }

    @Test
    void aStreamGetsItsLadderAlthoughItsWorkersAreKilled() throws Exception {
        var streamId = StreamId.random();
        var clip = LiveClip.of(streamId, 10);
        settings(streamId, 1);
        try (var service = start("transcoder-a");
                var nodes = new NodesTopic(kafka.settings());
                var reader = new RenditionReader(kafka.settings(), 1, streamId)) {
            var publishing = publish(1, streamId, clip);
            for (int kills = 1; kills <= 3; kills++) {
                int before = kills * 40;
                await("output").atMost(PATIENCE).until(() -> reader.pictures(LOW).size() >= before);
                // The one killed before may have no successor yet, although its output goes on.
                await("a worker is killed").atMost(PATIENCE).until(() -> killWorkers() > 0);
            }
            await("announced")
                    .atMost(PATIENCE)
                    .until(() -> !nodes.nodes().holding(NodeRole.TRANSCODER, streamId).isEmpty());
            await("CPU time is counted while a worker works")
                    .atMost(PATIENCE)
                    .until(() -> service.works() && metric(service, CPU) > 0);
            publishing.join();
            awaitAll(reader, clip);
            assertThat(get(service, "prometheus").body())
                    .contains(
                            "headwater_transcode_restarts_total{reason=\"crashed\"}",
                            "headwater_transcode_records_out_total ",
                            "headwater_transcode_claim_duration_seconds_count 1",
                            "headwater_transcode_workers ",
                            "headwater_transcode_lag_seconds ")
                    .doesNotContain("headwater_transcode_segments_skipped_total{");
        }
    }

    @Test
    void anotherNodeGoesOnWhereOneStops() throws Exception {
        var streamId = StreamId.random();
        var clip = LiveClip.of(streamId, 12);
        settings(streamId, 2);
        try (var first = start("transcoder-b");
                var second = start("transcoder-c");
                var reader = new RenditionReader(kafka.settings(), 2, streamId)) {
            await("lanes for both")
                    .atMost(PATIENCE)
                    .until(() ->
                            !first.transcoder().lanes().isEmpty()
                                    && !second.transcoder().lanes().isEmpty());
            var publishing = publish(2, streamId, clip);
            await("somebody works").atMost(PATIENCE).until(() -> first.works() || second.works());
            await("output").atMost(PATIENCE).until(() -> reader.pictures(LOW).size() >= 60);
            (first.works() ? first : second).close();
            publishing.join();
            awaitAll(reader, clip);
        }
    }

    @Test
    void opusBecomesAacAlthoughAWorkerIsKilled() throws Exception {
        var streamId = StreamId.random();
        var clip = LiveClip.withOpus(streamId, 6);
        settings(streamId, 3);
        try (var service = start("transcoder-d");
                var reader = new RenditionReader(kafka.settings(), 3, streamId)) {
            var publishing = publish(3, streamId, clip);
            await("output").atMost(PATIENCE).until(() -> reader.pictures(AAC).size() >= 60);
            assertThat(service.works()).isTrue();
            assertThat(killWorkers()).isPositive();
            publishing.join();
            awaitAll(reader, clip);
            await("END").atMost(PATIENCE).until(() -> reader.isEnded(AAC));

            var frames = reader.pictures(AAC);
            assertThat(frames)
                    .as("frames without gap or overlap")
                    .containsExactlyElementsOf(
                            LongStream.range(0, frames.size())
                                    .mapToObj(i -> frames.getFirst() + i * AAC_FRAME)
                                    .toList());
            long begin = clip.pictures().getFirst();
            long end = clip.pictures().getLast() + LiveClip.PICTURE;
            assertThat(frames.getFirst()).isBetween(begin - 2 * AAC_FRAME, begin + AAC_FRAME);
            assertThat(frames.getLast() + AAC_FRAME)
                    .isBetween(end - AAC_FRAME, end + 2 * AAC_FRAME);
        }
    }

    @Test
    void anUnknownKeyFailsTheStart() {
        assertThatThrownBy(
                        () -> TranscodeService.application().run("--headwater.transcode.strike=3"))
                .rootCause()
                .hasMessageContaining("headwater.transcode.strike");
    }

    private static void awaitAll(RenditionReader reader, LiveClip clip) {
        for (var rendition : List.of(HIGH, LOW)) {
            await("END").atMost(PATIENCE).until(() -> reader.isEnded(rendition));
            assertThat(reader.pictures(rendition)).as(rendition).isEqualTo(clip.pictures());
            assertThat(reader.badSegments(rendition)).as(rendition).isEmpty();
        }
    }

    /** Kills all processes this one has started to transcode. */
    private static long killWorkers() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .filter(ProcessHandle::destroyForcibly)
                .count();
    }

    /** As fast as it is shown. */
    private Thread publish(int lane, StreamId streamId, LiveClip clip) {
        var key = streamId.value().getBytes(US_ASCII);
        return Thread.ofVirtual()
                .start(() -> {
                    var records = clip.records();
                    long begin = System.nanoTime();
                    long each = clip.pictures().size() * 33_000_000L / records.size();
                    for (int i = 0; i < records.size(); i++) {
                        long at = begin + i * each;
                        while (System.nanoTime() < at) {
                            LockSupport.parkNanos(at - System.nanoTime());
                        }
                        var bytes = MediaRecordCodec.encode(records.get(i));
                        producer.send(new ProducerRecord<>(Topics.SOURCE_MEDIA, lane, key, bytes));
                    }
                    producer.flush();
                });
    }

    private HttpResponse<String> get(Service service, String path)
            throws IOException, InterruptedException {
        var uri = URI.create("http://127.0.0.1:" + service.managementPort() + "/actuator/" + path);
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** 0 where it is not there. */
    private double metric(Service service, String name) throws IOException, InterruptedException {
        return get(service, "prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(0);
    }

    private void settings(StreamId streamId, int lane) {
        var value =
                new StreamSettings(
                        streamId,
                        StreamStatus.ACTIVE,
                        PlaybackPolicy.PUBLIC,
                        LatencyMode.LOW,
                        LADDER,
                        0,
                        60,
                        Encryption.NONE,
                        lane,
                        1024,
                        Instant.EPOCH);
        producer.send(
                new ProducerRecord<>(
                        Topics.STREAMS, streamId.value().getBytes(US_ASCII), Json.write(value)));
        producer.flush();
    }
}
