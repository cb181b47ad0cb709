package tv.headwater.packager.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.contract.media.Track;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.stream.Writer;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Program;
import tv.headwater.packager.window.WindowLimits;

/** A real ffmpeg plays what a packager serves, from files, and finds every packet that went in. */
class FfmpegPlaybackTest {

    private static final Pattern URI =
            Pattern.compile("^(?!#)(.+)$|URI=\"([^\"]+)\"", Pattern.MULTILINE);

    @TempDir Path directory;

    static Stream<Arguments> broadcasts() {
        var video = List.<Track>of(TestMedia.videoTrack());
        var audio = List.<Track>of(TestMedia.audioTrack());
        var both = List.of(TestMedia.videoTrack(), (Track) TestMedia.audioTrack());
        long nearWrap = ((1L << 33) - 270_000) / 15 * 15;
        return Stream.of(
                Arguments.of("both", Broadcast.testMedia(90_000, 2), both),
                Arguments.of("across 2^33", Broadcast.testMedia(nearWrap, 1), both),
                Arguments.of("video", of(Broadcast.testMedia(90_000, 1), 1), video),
                Arguments.of("audio", of(Broadcast.testMedia(90_000, 1), 2), audio));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broadcasts")
    void everyPacketComesOut(String name, List<Unit> units, List<Track> tracks) throws Exception {
        write(new Broadcast().session(units, tracks, 2).end().records());
        var probed =
                Program.run(
                        directory,
                        "ffprobe",
                        "-v",
                        "warning",
                        "-show_packets",
                        "-show_data_hash",
                        "md5",
                        "-show_entries",
                        "packet=codec_type,pts,dts,size,data_hash,flags",
                        "-of",
                        "compact=p=0",
                        "index.m3u8");
        List<String> expected = new ArrayList<>();
        for (var unit : units) {
            expected.add(packet(unit));
        }
        assertThat(probed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(
                        Program.run(
                                directory,
                                "ffmpeg",
                                "-v",
                                "warning",
                                "-xerror",
                                "-i",
                                "index.m3u8",
                                "-f",
                                "null",
                                "-"))
                .isEmpty();
    }

    private static String packet(Unit unit) throws NoSuchAlgorithmException {
        boolean video = unit.track() == TestMedia.VIDEO_TRACK;
        var hash = MessageDigest.getInstance("MD5");
        hash.update(unit.payload().duplicate());
        return String.join(
                "|",
                "codec_type=" + (video ? "video" : "audio"),
                "pts=" + (video ? unit.pts() : unit.pts() * 8 / 15),
                "dts=" + (video ? unit.dts() : unit.dts() * 8 / 15),
                "size=" + unit.payload().remaining(),
                "flags=" + (unit.randomAccess() ? "K_" : "__"),
                "data_hash=MD5:" + HexFormat.of().formatHex(hash.digest()));
    }

    private static List<Unit> of(List<Unit> units, int track) {
        return units.stream().filter(unit -> unit.track() == track).toList();
    }

    /** Fetches all that can be reached from the multivariant playlist, as a player would. */
    private void write(List<? extends MediaRecord> records) throws IOException {
        var fates = new Fates();
        fates.on(TestMedia.STREAM, StreamStatus.ENDED);
        var streams =
                new LiveStreams(
                        new LiveStreams.Limits(
                                new WindowLimits(Duration.ofMinutes(1), 1 << 30),
                                1 << 30,
                                Duration.ofHours(1)),
                        new PackagingMetrics(new SimpleMeterRegistry()),
                        fates,
                        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                        () -> {});
        records.forEach(record -> streams.on(Writer.INGEST, record, 0));
        var resources = new WindowResources(streams, fates);
        resources.open();
        fetch(resources, "", "index.m3u8");
    }

    private void fetch(WindowResources resources, String folder, String file) throws IOException {
        var path = MediaPath.parse("/live/" + TestMedia.STREAM + "/" + folder + file);
        var found =
                (MediaResponse.Found)
                        resources
                                .get(new MediaRequest(path, HlsQuery.NONE, "127.0.0.1"))
                                .toCompletableFuture()
                                .join();
        var target = directory.resolve(folder + file);
        Files.createDirectories(target.getParent());
        Files.write(target, bytes(found.body()));
        if (file.endsWith(".m3u8")) {
            var uris = URI.matcher(Files.readString(target));
            while (uris.find()) {
                var uri = uris.group(1) == null ? uris.group(2) : uris.group(1);
                int slash = uri.indexOf('/') + 1;
                fetch(resources, folder + uri.substring(0, slash), uri.substring(slash));
            }
        }
    }

    private static byte[] bytes(ByteBuffer body) {
        var bytes = new byte[body.remaining()];
        body.duplicate().get(bytes);
        return bytes;
    }
}
