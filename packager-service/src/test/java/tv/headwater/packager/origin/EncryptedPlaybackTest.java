package tv.headwater.packager.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.media.SessionRecord;
import tv.headwater.contract.stream.ContentSecret;
import tv.headwater.mediahttp.MediaHttpLimits;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaServer;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Program;

/** A real ffmpeg plays an encrypted stream with its keys, finds what is in the clear one, and nothing without them. */
class EncryptedPlaybackTest {

    private static final ContentSecrets SECRETS = new ContentSecrets();

    static {
        SECRETS.on(TestMedia.STREAM, ContentSecret.random());
    }

    @TempDir Path directory;

    /** Segments 7 to 12. */
    private static List<SessionRecord> records(int keyPeriod) {
        return new Broadcast()
                .encryptedEvery(keyPeriod)
                .session(Broadcast.testMedia(90_000, 2))
                .end()
                .records();
    }

    /** One key period of a playlist. */
    private record Run(Path key, Path map, List<Path> segments) {}

    /** FFmpeg's HLS reader knows no SAMPLE-AES of fragments: its MP4 reader gets what the playlist names, key by key. */
    @ParameterizedTest
    @ValueSource(strings = {"source", "audio"})
    void fragmentsPlayWithTheKeys(String rendition) throws Exception {
        var clear = directory.resolve("clear");
        var encrypted = directory.resolve("encrypted");
        new Downloads(clear).of(records(0));
        new Downloads(encrypted, SECRETS).of(records(2));
        var runs = runs(encrypted.resolve(rendition));
        assertThat(runs).hasSize(4);
        for (var run : runs) {
            var key = HexFormat.of().formatHex(Files.readAllBytes(run.key()));
            var names = run.segments().stream().map(Path::getFileName).toList();
            var plain = clear.resolve(rendition);
            join(
                    "clear.mp4",
                    plain.resolve("init-0.mp4"),
                    names.stream().map(plain::resolve).toList());
            join("encrypted.mp4", run.map(), run.segments());
            assertThat(packets("clear.mp4"))
                    .hasSizeGreaterThan(50)
                    .isEqualTo(packets("encrypted.mp4", "-decryption_key", key))
                    .doesNotContainAnyElementsOf(
                            packets("encrypted.mp4", "-decryption_key", "00".repeat(16)));
        }
    }

    private static List<Run> runs(Path folder) throws IOException {
        List<Run> runs = new ArrayList<>();
        var key = folder;
        for (var line : Files.readAllLines(folder.resolve("index.m3u8"))) {
            if (line.startsWith("#EXT-X-KEY:METHOD=SAMPLE-AES,")) {
                key = folder.resolve(uri(line)).normalize();
            } else if (line.startsWith("#EXT-X-MAP:")) {
                runs.add(new Run(key, folder.resolve(uri(line)), new ArrayList<>()));
            } else if (!line.startsWith("#")) {
                runs.getLast().segments().add(folder.resolve(line));
            }
        }
        return runs;
    }

    private static String uri(String line) {
        return line.replaceFirst(".*URI=\"([^\"]+)\".*", "$1");
    }

    private void join(String name, Path map, List<Path> segments) throws IOException {
        var joined = new ByteArrayOutputStream();
        Files.copy(map, joined);
        for (var segment : segments) {
            Files.copy(segment, joined);
        }
        Files.write(directory.resolve(name), joined.toByteArray());
    }

    private List<String> packets(String file, String... input) throws Exception {
        List<String> command = new ArrayList<>(List.of(ffmpeg(), "-v", "error"));
        command.addAll(List.of(input));
        command.addAll(List.of("-i", file, "-c", "copy", "-f", "framemd5", "-"));
        return hashes(Program.run(directory, command.toArray(String[]::new)));
    }

    @Test
    void theTransportStreamPlaysOverHttp() throws Exception {
        var clear = played(Downloads.resources(records(0), SECRETS));
        var encrypted = Downloads.resources(records(2), SECRETS);
        assertThat(clear).hasSizeGreaterThan(800);
        assertThat(played(encrypted)).isEqualTo(clear);
        assertThat(played(withOtherKeys(encrypted))).doesNotContainAnyElementsOf(clear);
    }

    private static MediaResources withOtherKeys(MediaResources resources) {
        var other =
                new MediaResponse.Found(
                        "application/octet-stream",
                        MediaResponse.Caching.seconds(0),
                        ByteBuffer.allocate(16),
                        Duration.ZERO);
        return request ->
                request.path() instanceof MediaPath.Key
                        ? CompletableFuture.completedStage(other)
                        : resources.get(request);
    }

    /** A hash of each decoded picture and frame of audio; none where nothing can be decoded. */
    private List<String> played(MediaResources resources) throws Exception {
        try (var server =
                new MediaServer(
                        "127.0.0.1",
                        0,
                        MediaHttpLimits.defaults(),
                        resources,
                        new SimpleMeterRegistry())) {
            server.start();
            var uri =
                    "http://127.0.0.1:%d/live/%s/ts/source/index.m3u8"
                            .formatted(server.port(), TestMedia.STREAM);
            var command = ffmpeg() + " -v quiet -i " + uri + " -fps_mode passthrough -f framemd5 -";
            return hashes(Program.run(directory, "sh", "-c", command + " || true"));
        }
    }

    private static List<String> hashes(List<String> lines) {
        return lines.stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .toList();
    }

    private static String ffmpeg() {
        return Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
    }
}
