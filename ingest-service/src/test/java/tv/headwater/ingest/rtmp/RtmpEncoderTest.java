package tv.headwater.ingest.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.event.SessionEndReason;
import tv.headwater.contract.media.FourCc;
import tv.headwater.ingest.flv.FlvTag;
import tv.headwater.ingest.rtmp.FakePublications.Taken;

/** The server and a real ffmpeg. */
class RtmpEncoderTest {

    private static final int FRAMES = 120;

    private final TestServer server = new TestServer();
    private final FakePublications publications = server.publications;
    private final TestCertificate certificate = new TestCertificate();
    private String scheme = "rtmp";

    @TempDir private Path directory;

    private record Outcome(int exit, String log) {}

    @BeforeEach
    void start() {
        server.start(TestLimits.patient(), certificate.in(directory));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtmp", "rtmps"})
    void whatFfmpegPublishesArrives(String by) throws Exception {
        scheme = by;
        var outcome = publish(FakePublications.KEY, List.of());
        assertThat(outcome.exit()).as(outcome.log()).isZero();

        var publication = ended();
        assertThat(publication.ends).containsExactly(SessionEndReason.PUBLISHER_LEFT);
        assertThat(publication.tags(FlvTag.Metadata.class).getFirst().properties())
                .containsEntry("width", 320.0)
                .containsEntry("height", 180.0);
        assertThat(publication.tags(FlvTag.VideoConfiguration.class))
                .extracting(FlvTag.VideoConfiguration::codec)
                .containsOnly(FourCc.AVC1);
        assertThat(publication.tags(FlvTag.AudioConfiguration.class)).isNotEmpty();
        var frames = publication.tags(FlvTag.VideoFrame.class);
        assertThat(frames).hasSize(FRAMES);
        assertThat(frames.stream().filter(FlvTag.VideoFrame::randomAccess)).hasSize(4);
        assertThat(frames).anyMatch(frame -> frame.compositionOffset() > 0);
        assertThat(frames).allSatisfy(RtmpEncoderTest::assertWhole);
        assertThat(publication.tags(FlvTag.AudioFrame.class)).hasSizeBetween(187, 190);
        assertThat(publication.bytes.get()).isGreaterThan(100_000);
    }

    /** From 30 s before 24 bits of milliseconds are full: extended timestamps begin in the middle. */
    @Test
    void extendedTimestampsArrive() throws Exception {
        int offset = (1 << 24) / 1000 - 2;
        var outcome =
                publish(
                        FakePublications.KEY,
                        List.of("-output_ts_offset", String.valueOf(offset), "-b:v", "8M"));
        assertThat(outcome.exit()).as(outcome.log()).isZero();

        var frames = ended().tags(FlvTag.VideoFrame.class);
        assertThat(frames).hasSize(FRAMES).allSatisfy(RtmpEncoderTest::assertWhole);
        assertThat(frames.getFirst().timestamp()).isLessThan(0xFFFFFF);
        assertThat(frames.getLast().timestamp()).isGreaterThan(0xFFFFFF);
        for (int i = 1; i < frames.size(); i++) {
            assertThat(frames.get(i).timestamp() - frames.get(i - 1).timestamp()).isBetween(33, 34);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtmp", "rtmps"})
    void aKilledFfmpegIsALostConnection(String by) throws Exception {
        scheme = by;
        var process = ffmpeg(publishing(FakePublications.KEY, List.of("-re"), List.of()));
        try {
            awaitMedia();
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(ended().ends).containsExactly(SessionEndReason.CONNECTION_LOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtmp", "rtmps"})
    void aWrongKeyEndsFfmpeg(String by) throws Exception {
        scheme = by;
        var outcome = publish("sk_live_wrong", List.of());
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.log()).contains("Stream key not accepted.");
        assertThat(publications.taken).isEmpty();
    }

    @Test
    void aDroppedFfmpegEnds() throws Exception {
        var process = ffmpeg(publishing(FakePublications.KEY, List.of("-re"), List.of()));
        awaitMedia();
        publications
                .taken
                .getFirst()
                .publisher
                .drop(SessionEndReason.KEY_RESET, "The stream key was reset.");
        var outcome = outcome(process);
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.log()).contains("The stream key was reset.");
        assertThat(ended().ends).containsExactly(SessionEndReason.KEY_RESET);
    }

    /** As a player, ffmpeg insists on a signed handshake. */
    @Test
    void playingIsRefused() throws Exception {
        var outcome =
                outcome(
                        ffmpeg(
                                List.of(
                                        "-i",
                                        url("live/" + FakePublications.KEY),
                                        "-f",
                                        "null",
                                        "-")));
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.log()).contains("RTMP is for publishing only: play over HLS.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"vod/", "other/thing/"})
    void anUnknownApplicationEndsFfmpeg(String app) throws Exception {
        var outcome =
                outcome(
                        ffmpeg(
                                publishingTo(
                                        url(app + FakePublications.KEY), List.of(), List.of())));
        assertThat(outcome.exit()).isNotZero();
        assertThat(outcome.log()).contains("Unknown application: publish to /live.");
    }

    @Test
    void anUnsupportedCodecIsExplained() throws Exception {
        var outcome =
                outcome(
                        ffmpeg(
                                List.of(
                                        "-re",
                                        "-f",
                                        "lavfi",
                                        "-i",
                                        "testsrc2=size=320x180:rate=30:duration=20",
                                        "-c:v",
                                        "flv1",
                                        "-f",
                                        "flv",
                                        url("live/" + FakePublications.KEY))));
        assertThat(outcome.log())
                .contains("video codec 2 (Sorenson H.263) is not supported: send H.264");
        assertThat(ended().ends).containsExactly(SessionEndReason.PROTOCOL_ERROR);
    }

    private void awaitMedia() {
        await("media")
                .until(() ->
                        !publications.taken.isEmpty()
                                && publications.taken.getFirst().tags.size() > 10);
    }

    private Taken ended() {
        await("the end of the publication")
                .until(() ->
                        publications.taken.size() == 1
                                && !publications.taken.getFirst().ends.isEmpty());
        return publications.taken.getFirst();
    }

    /** The NAL units fill the payload exactly. */
    private static void assertWhole(FlvTag.VideoFrame frame) {
        var payload = frame.payload().duplicate();
        while (payload.hasRemaining()) {
            int length = payload.getInt();
            assertThat(length).isBetween(1, payload.remaining());
            payload.position(payload.position() + length);
        }
    }

    private Outcome publish(String key, List<String> options)
            throws IOException, InterruptedException {
        return outcome(ffmpeg(publishing(key, List.of(), options)));
    }

    private List<String> publishing(String key, List<String> input, List<String> options) {
        return publishingTo(url("live/" + key), input, options);
    }

    /** Four seconds of picture and sound, with B-frames and a key frame each second. */
    private static List<String> publishingTo(String url, List<String> input, List<String> options) {
        List<String> arguments = new ArrayList<>(input);
        arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30:duration=4"));
        arguments.addAll(input);
        arguments.addAll(
                List.of("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000:duration=4"));
        arguments.addAll(List.of("-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "30"));
        arguments.addAll(List.of("-sc_threshold", "0", "-pix_fmt", "yuv420p", "-c:a", "aac"));
        arguments.addAll(options);
        arguments.addAll(List.of("-f", "flv", url));
        return arguments;
    }

    private String url(String path) {
        int port = scheme.equals("rtmps") ? server.tlsPort() : server.port();
        return scheme + "://127.0.0.1:" + port + "/" + path;
    }

    private Process ffmpeg(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-hide_banner", "-nostdin", "-y"));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("ffmpeg.log").toFile())
                .start();
    }

    private Outcome outcome(Process process) throws IOException, InterruptedException {
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        var log = Files.readString(directory.resolve("ffmpeg.log"), StandardCharsets.UTF_8);
        assertThat(ended).as(log).isTrue();
        return new Outcome(process.exitValue(), log);
    }
}
