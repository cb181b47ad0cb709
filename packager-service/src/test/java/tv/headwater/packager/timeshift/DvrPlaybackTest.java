package tv.headwater.packager.timeshift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.stream.StreamStatus;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Program;

/** A real ffmpeg plays an ended stream from its beginning, and finds every packet once and in order. */
class DvrPlaybackTest {

    private static final Pattern URI =
            Pattern.compile("^(?!#)(.+)$|URI=\"([^\"]+)\"", Pattern.MULTILINE);

    /** 48 s, segments 7 to 30. */
    private static final List<Unit> UNITS = Broadcast.testMedia(90_000, 8);

    @TempDir Path disk;
    @TempDir Path files;

    @Test
    void diskAndMemoryTogether() throws Exception {
        try (var origin = origin()) {
            origin.feed(new Broadcast().session(UNITS).end().records());
            origin.stored(Rendition.SOURCE, 30).stored(Rendition.AUDIO, 30);
            fetch(origin, "", "index.m3u8");
        }
        assertEveryPacketIsThere();
    }

    @Test
    void diskAlone() throws Exception {
        try (var origin = origin()) {
            origin.feed(new Broadcast().session(UNITS).end().records());
        }
        try (var origin = origin()) {
            fetch(origin, "", "index.m3u8");
        }
        assertEveryPacketIsThere();
    }

    private DvrOrigin origin() throws IOException {
        var origin = new DvrOrigin(disk, Duration.ofSeconds(12), DvrOrigin.HOUR);
        origin.fates.on(TestMedia.STREAM, StreamStatus.ENDED, DvrOrigin.HOUR);
        return origin;
    }

    private void assertEveryPacketIsThere() throws Exception {
        assertThat(times("v:0"))
                .isEqualTo(
                        UNITS.stream()
                                .filter(unit -> unit.track() == TestMedia.VIDEO_TRACK)
                                .map(unit -> Long.toString(unit.dts()))
                                .toList());
        assertThat(times("a:0"))
                .isEqualTo(
                        UNITS.stream()
                                .filter(unit -> unit.track() == TestMedia.AUDIO_TRACK)
                                .map(unit -> Long.toString(unit.dts() * 8 / 15))
                                .toList());
    }

    private List<String> times(String streams) throws IOException, InterruptedException {
        return Program.run(
                files,
                "ffprobe",
                "-v",
                "warning",
                "-select_streams",
                streams,
                "-show_entries",
                "packet=dts",
                "-of",
                "csv=p=0",
                "index.m3u8");
    }

    /** Fetches all that can be reached from there. */
    private void fetch(DvrOrigin origin, String folder, String file) throws IOException {
        var target = files.resolve(folder + file);
        Files.createDirectories(target.getParent());
        var body = origin.body(folder + file).duplicate();
        var bytes = new byte[body.remaining()];
        body.get(bytes);
        Files.write(target, bytes);
        if (file.endsWith(".m3u8")) {
            var uris = URI.matcher(Files.readString(target));
            while (uris.find()) {
                var uri = uris.group(1) == null ? uris.group(2) : uris.group(1);
                int slash = uri.indexOf('/') + 1;
                fetch(origin, folder + uri.substring(0, slash), uri.substring(slash));
            }
        }
    }
}
