package tv.headwater.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.event.StreamEvent;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.log.NodesTopic;
import tv.headwater.contract.log.Topics;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.Configuration;
import tv.headwater.contract.media.EndOfSession;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.MediaRecordCodec;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.node.NodeRole;
import tv.headwater.contract.stream.LatencyMode;

/** The whole service between a real ffmpeg and a real broker. */
class IngestServiceTest {

    @TempDir private static Path files;

    private static EmbeddedKafkaKraftBroker broker;
    private static FakeMetadata metadata;
    private static ConfigurableApplicationContext service;

    @BeforeAll
    static void start() throws IOException {
        broker = new EmbeddedKafkaKraftBroker(1, 1);
        broker.brokerProperty("auto.create.topics.enable", "false");
        broker.afterPropertiesSet();
        metadata = new FakeMetadata();
        service = startService();
    }

    private static List<String> arguments() {
        return List.of(
                "--headwater.kafka.bootstrap-servers=" + broker.getBrokersAsString(),
                "--headwater.metadata.base-url=" + metadata.baseUrl(),
                "--headwater.rtmp.bind-address=127.0.0.1",
                "--headwater.rtmp.port=0",
                "--server.port=0");
    }

    private static ConfigurableApplicationContext startService(String... more) {
        var arguments = new ArrayList<>(arguments());
        arguments.addAll(List.of(more));
        return IngestService.application().run(arguments.toArray(String[]::new));
    }

    @AfterAll
    static void stop() {
        service.close();
        metadata.close();
        broker.destroy();
    }

    @ParameterizedTest
    @CsvSource({
        "30,       -bf 2 -g 30,  48000, 1",
        "30000/1001, -bf 0 -g 60, 44100, 2",
        "25,       -bf 2 -g 200, 48000, 3"
    })
    void everyPacketOfTheFileIsInTheLog(String rate, String options, int sampleRate, int lane)
            throws Exception {
        var file = files.resolve("both-" + lane + ".mp4");
        var arguments =
                new ArrayList<>(
                        List.of(
                                "-f",
                                "lavfi",
                                "-i",
                                "testsrc2=s=320x180:r=" + rate,
                                "-f",
                                "lavfi",
                                "-i",
                                "sine=r=" + sampleRate,
                                "-t",
                                "5",
                                "-c:v",
                                "libx264",
                                "-preset",
                                "ultrafast",
                                "-pix_fmt",
                                "yuv420p",
                                "-c:a",
                                "aac"));
        arguments.addAll(List.of(options.split(" ", -1)));
        arguments.add(file.toString());
        assertThat(Ffmpeg.run(arguments.toArray(String[]::new))).isZero();
        var stream = StreamId.random();

        assertThat(Ffmpeg.publish(file, url(metadata.streamInLane(stream, lane).value()))).isZero();

        var records = recordsUntilEnd(lane);
        var units = units(records);
        var packets = Ffmpeg.packets(file);
        assertSame(units, packets, 1, "video");
        assertSame(units, packets, 2, "audio");
        assertOffsetKept(units, packets);
        assertStamps(records, stream);
        var config = configurations(records).getFirst().config();
        assertThat(config.tracks()).hasSize(2);
        assertThat(((Track.Video) config.tracks().get(0)).width()).isEqualTo(320);
        assertThat(((Track.Video) config.tracks().get(0)).height()).isEqualTo(180);
        assertThat(((Track.Audio) config.tracks().get(1)).sampleRate()).isEqualTo(sampleRate);
    }

    @ParameterizedTest
    @CsvSource({"audio, -vn, 4", "video, -an, 5"})
    void oneTrackAlone(String kind, String without, int lane) throws Exception {
        var file = files.resolve("one-" + lane + ".mp4");
        assertThat(
                        Ffmpeg.run(
                                "-f",
                                "lavfi",
                                "-i",
                                "testsrc2=s=320x180:r=30",
                                "-f",
                                "lavfi",
                                "-i",
                                "sine=r=48000",
                                "-t",
                                "5",
                                "-c:v",
                                "libx264",
                                "-preset",
                                "ultrafast",
                                "-g",
                                "30",
                                "-pix_fmt",
                                "yuv420p",
                                "-c:a",
                                "aac",
                                without,
                                file.toString()))
                .isZero();
        var stream = StreamId.random();

        assertThat(Ffmpeg.publish(file, url(metadata.streamInLane(stream, lane).value()))).isZero();

        var records = recordsUntilEnd(lane);
        assertSame(units(records), Ffmpeg.packets(file), kind.equals("video") ? 1 : 2, kind);
        assertStamps(records, stream);
        assertThat(configurations(records)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "LOW,      24,         -c:a aac,     18750,  8",
        "LOW,      30000/1001, -c:a aac,     18018,  9",
        "LOW,      30,         -an,          18000, 10",
        "LOW,      30,         -vn -c:a aac, 17280, 11",
        "STANDARD, 30,         -c:a aac,         0, 12"
    })
    void partsAreAWholeNumberOfFramesWhereTheLatencyIsLow(
            LatencyMode mode, String rate, String audio, int partTarget, int lane)
            throws Exception {
        var file = files.resolve("parts-" + lane + ".flv");
        var arguments =
                new ArrayList<>(
                        List.of("-f", "lavfi", "-i", "testsrc2=s=128x72:r=" + rate, "-f", "lavfi"));
        arguments.addAll(List.of("-i", "sine=r=48000", "-t", "3", "-c:v", "libx264"));
        arguments.addAll(List.of("-preset", "ultrafast", "-g", "60"));
        arguments.addAll(List.of(audio.split(" ", -1)));
        arguments.add(file.toString());
        assertThat(Ffmpeg.run(arguments.toArray(String[]::new))).isZero();
        var key = metadata.streamInLane(StreamId.random(), lane, mode);

        assertThat(Ffmpeg.publish(file, url(key.value()))).isZero();

        assertThat(configurations(recordsUntilEnd(lane)))
                .hasSizeGreaterThan(1)
                .extracting(Configuration::config)
                .allMatch(c -> c.partTarget() == partTarget)
                .allMatch(c -> c.keyPeriod() == 0)
                .allMatch(c -> c.segmentTarget() == 180_000);
    }

    @Test
    void aPublisherThatComesBackGoesOnInANewDiscontinuity() throws Exception {
        var file = files.resolve("twice.mp4");
        Ffmpeg.run("-f", "lavfi", "-i", "sine", "-t", "5", "-c:a", "aac", file.toString());
        var url = url(metadata.streamInLane(StreamId.random(), 7).value());

        assertThat(Ffmpeg.publish(file, url)).isZero();
        assertThat(recordsUntilEnd(7).getLast().stamp().segment()).isEqualTo(2);
        assertThat(Ffmpeg.publish(file, url)).isZero();

        await().until(() -> recordsUntilEnd(7).getLast().stamp().segment() == 5);
        var configs = configurations(recordsUntilEnd(7));
        assertThat(configs)
                .extracting(c -> c.stamp().segment())
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(configs)
                .extracting(c -> c.config().discontinuitySequence())
                .containsExactly(0L, 0L, 0L, 1L, 1L, 1L);
        assertThat(configs.get(3).stamp().epoch()).isGreaterThan(configs.get(2).stamp().epoch());
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        var file = files.resolve("wrong.flv");
        Ffmpeg.run("-f", "lavfi", "-i", "sine", "-t", "1", "-c:a", "aac", file.toString());

        assertThat(Ffmpeg.publish(file, url("sk_live_nobody"))).isNotZero();
    }

    @Test
    void isReadyAndMeasured() throws Exception {
        assertThat(get("/actuator/health/readiness")).contains("\"UP\"");
        assertThat(get("/actuator/health")).contains("rtmpPort", "hearsCommands");
        assertThat(get("/actuator/prometheus")).contains("headwater_ingest_sessions");
    }

    @Test
    void takesPublishersOverTlsToo() throws Exception {
        var file = files.resolve("secured.flv");
        Ffmpeg.run("-f", "lavfi", "-i", "sine", "-t", "3", "-c:a", "aac", file.toString());
        var key = metadata.streamInLane(StreamId.random(), 13);
        try (var second =
                startService(
                        "--headwater.node.id=ingest-tls",
                        "--headwater.rtmp.tls.port=0",
                        "--headwater.rtmp.tls.certificate=" + resource("certificate.pem"),
                        "--headwater.rtmp.tls.private-key=" + resource("key.pem"))) {
            int port = second.getBean(IngestNode.class).rtmp().tlsPort();
            assertThat(Ffmpeg.publish(file, "rtmps://127.0.0.1:" + port + "/live/" + key.value()))
                    .isZero();
            assertSame(units(recordsUntilEnd(13)), Ffmpeg.packets(file), 2, "audio");
        }
    }

    private static Path resource(String name) throws IOException {
        var file = files.resolve(name);
        try (var in = IngestServiceTest.class.getResourceAsStream("/tls/" + name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    @Test
    void withItsProfileEveryLineOfTheLogIsJson() throws Exception {
        var console = files.resolve("console.log");
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                IngestService.class.getName(),
                                "--headwater.node.id=ingest-json"));
        command.addAll(arguments());
        var builder =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .redirectOutput(console.toFile());
        builder.environment().put("SPRING_PROFILES_ACTIVE", "json");
        var process = builder.start();
        try {
            await().until(() ->
                    !process.isAlive() || Files.readString(console).contains("takes publishers"));
        } finally {
            process.destroy();
            process.waitFor();
        }

        var lines = Files.readAllLines(console).stream().map(Json.MAPPER::readTree).toList();
        assertThat(lines)
                .hasSizeGreaterThan(1)
                .allSatisfy(line -> {
                    assertThat(line.at("/service/name").asString()).isEqualTo("ingest-service");
                    assertThat(line.at("/service/node/name").asString()).isEqualTo("ingest-json");
                    assertThat(line.at("/log/level").asString()).isIn("INFO", "WARN", "ERROR");
                    assertThat(line.at("/message").asString()).isNotBlank();
                });
        assertThat(lines)
                .anyMatch(line -> line.at("/message").asString().contains("takes publishers"));
    }

    @Test
    void anUnknownKeyFailsTheStart() {
        assertThatThrownBy(() -> startService("--headwater.rtmp.prot=1935"))
                .rootCause()
                .hasMessageContaining("headwater.rtmp.prot");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99ms", "1001ms"})
    void aPartOutOfBoundsFailsTheStart(String part) {
        assertThatThrownBy(() -> startService("--headwater.segments.part=" + part))
                .rootCause()
                .hasMessage(
                        "headwater.segments.part of %s ms is not in 100 ms .. 1 s"
                                .formatted(part.replace("ms", "")));
    }

    @Test
    void shutdownEndsTheSessionInOrder() throws Exception {
        var stream = StreamId.random();
        var key = metadata.streamInLane(stream, 6);
        var second = startService("--headwater.node.id=ingest-2");
        int port = second.getBean(IngestNode.class).rtmp().port();
        var publisher =
                Ffmpeg.start(
                        "-re",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=s=320x180:r=30",
                        "-c:v",
                        "libx264",
                        "-preset",
                        "ultrafast",
                        "-g",
                        "30",
                        "-pix_fmt",
                        "yuv420p",
                        "-t",
                        "60",
                        "-f",
                        "flv",
                        "rtmp://127.0.0.1:" + port + "/live/" + key.value());
        try (var nodes = new NodesTopic(KafkaSettings.of(broker.getBrokersAsString()))) {
            await().until(() -> !nodes.nodes().holding(NodeRole.INGEST, stream).isEmpty());
            await().until(() ->
                    events(stream).anyMatch(StreamEvent.SessionActive.class::isInstance));
            second.close();

            await().until(() -> nodes.nodes().live(new NodeId("ingest-2")).isEmpty());
            assertThat(recordsUntilEnd(6).getLast()).isInstanceOf(EndOfSession.class);
            var ended = events(stream).filter(StreamEvent.SessionEnded.class::isInstance).toList();
            assertThat(ended)
                    .singleElement()
                    .extracting(e -> ((StreamEvent.SessionEnded) e).reason())
                    .isEqualTo(SessionEndReason.SHUTDOWN);
        } finally {
            publisher.destroyForcibly();
        }
    }

    // ---- what is compared

    private static void assertSame(
            List<AccessUnit> units, List<Ffmpeg.Packet> packets, int track, String type) {
        var out = units.stream().filter(u -> u.track() == track).toList();
        var in = packets.stream().filter(p -> p.type().equals(type)).toList();
        assertThat(out.stream().map(u -> md5(u.payload())).toList())
                .isEqualTo(in.stream().map(Ffmpeg.Packet::md5).toList());
        for (int i = 0; i < in.size(); i++) {
            assertThat((out.get(i).dts() - out.getFirst().dts()) / 90_000.0)
                    .isCloseTo(in.get(i).dts() - in.getFirst().dts(), within(0.001_01));
            assertThat((out.get(i).pts() - out.getFirst().pts()) / 90_000.0)
                    .isCloseTo(in.get(i).pts() - in.getFirst().pts(), within(0.001_01));
            assertThat(out.get(i).randomAccess()).isEqualTo(in.get(i).key());
        }
    }

    private static void assertOffsetKept(List<AccessUnit> units, List<Ffmpeg.Packet> packets) {
        double out = (first(units, 1) - first(units, 2)) / 90_000.0;
        double in = first(packets, "video") - first(packets, "audio");
        assertThat(out).isCloseTo(in, within(0.001_01));
    }

    private static double first(List<AccessUnit> units, int track) {
        return (double)
                units.stream().filter(u -> u.track() == track).findFirst().orElseThrow().pts();
    }

    private static double first(List<Ffmpeg.Packet> packets, String type) {
        return packets.stream().filter(p -> p.type().equals(type)).findFirst().orElseThrow().pts();
    }

    private static void assertStamps(List<MediaRecord> records, StreamId stream) {
        long sequence = 0;
        Set<Long> configured = new HashSet<>();
        for (var record : records) {
            assertThat(record.stamp().streamId()).isEqualTo(stream);
            assertThat(record.stamp().sequence()).isEqualTo(sequence++);
            if (record instanceof Configuration c) {
                configured.add(c.stamp().segment());
                assertThat(c.discontinuity()).isEqualTo(c.stamp().sequence() == 0);
            }
            assertThat(configured).contains(record.stamp().segment());
        }
        assertThat(records.getLast()).isInstanceOf(EndOfSession.class);
    }

    private static String md5(ByteBuffer payload) {
        try {
            var digest = MessageDigest.getInstance("MD5");
            digest.update(payload.duplicate());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- what is read

    private static String url(String key) {
        int port = service.getBean(IngestNode.class).rtmp().port();
        return "rtmp://127.0.0.1:" + port + "/live/" + key;
    }

    private static String get(String path) throws IOException, InterruptedException {
        int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        try (var http = HttpClient.newHttpClient()) {
            var response = http.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        }
    }

    private static List<AccessUnit> units(List<MediaRecord> records) {
        return records.stream()
                .filter(AccessUnit.class::isInstance)
                .map(AccessUnit.class::cast)
                .toList();
    }

    private static List<Configuration> configurations(List<MediaRecord> records) {
        return records.stream()
                .filter(Configuration.class::isInstance)
                .map(Configuration.class::cast)
                .toList();
    }

    private static List<MediaRecord> recordsUntilEnd(int lane) {
        List<MediaRecord> records = new ArrayList<>();
        try (var consumer = consumer()) {
            var partition = new TopicPartition(Topics.SOURCE_MEDIA, lane);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().until(() -> {
                for (var r : consumer.poll(Duration.ofMillis(100))) {
                    records.add(MediaRecordCodec.decode(ByteBuffer.wrap(r.value())));
                }
                return !records.isEmpty() && records.getLast() instanceof EndOfSession;
            });
        }
        return records;
    }

    private static Stream<StreamEvent> events(StreamId stream) {
        List<StreamEvent> events = new ArrayList<>();
        try (var consumer = consumer()) {
            var partitions =
                    consumer.partitionsFor(Topics.STREAM_EVENTS).stream()
                            .map(p -> new TopicPartition(p.topic(), p.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(r -> events.add(Json.read(r.value(), StreamEvent.class)));
            }
        }
        return events.stream().filter(event -> event.streamId().equals(stream));
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                KafkaSettings.of(broker.getBrokersAsString())
                        .client(Map.of("enable.auto.commit", "false")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
