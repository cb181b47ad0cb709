package tv.headwater.packager.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.TestMedia;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Program;

/** A real ffmpeg plays what a packager serves, from files, and finds every packet that went in. */
class FfmpegPlaybackTest {

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
        new Downloads(directory).of(new Broadcast().session(units, tracks, 2).end().records());
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
}
