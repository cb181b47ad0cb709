package tv.headwater.packager.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tv.headwater.contract.TestMedia.Unit;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.testing.Broadcast;
import tv.headwater.packager.testing.Program;

/** A real ffmpeg plays the MPEG-TS playlists, and finds what is in the others. */
class TransportPlaybackTest {

    private static final long WRAP = 1L << 33;

    /** Frames of the first PES packet of audio alone: ffmpeg's HLS reader does not know yet how long they are. */
    private static final int UNTIMED = 4;

    @TempDir Path directory;

    static Stream<Arguments> broadcasts() {
        return FfmpegPlaybackTest.broadcasts();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broadcasts")
    void everyPacketComesOut(String name, List<Unit> units, List<Track> tracks) throws Exception {
        new Downloads(directory).ofBoth(new Broadcast().session(units, tracks, 2).end().records());
        List<String> expected = new ArrayList<>();
        for (var track : tracks) {
            var type = track instanceof Track.Video ? "video," : "audio,";
            units.stream()
                    .filter(unit -> unit.track() == track.id())
                    .map(unit -> type + unit.pts() % WRAP + "," + unit.dts() % WRAP)
                    .forEach(expected::add);
        }
        int first = tracks.getFirst() instanceof Track.Audio ? UNTIMED : 0;
        assertThat(packets().stream().skip(first))
                .containsExactlyInAnyOrderElementsOf(expected.subList(first, expected.size()));
        for (var track : tracks) {
            var kind = track instanceof Track.Video ? "v" : "a";
            assertThat(decoded("ts/index.m3u8", kind))
                    .hasSizeGreaterThan(100)
                    .isEqualTo(decoded("index.m3u8", kind));
        }
    }

    /** A line each of kind, pts and dts; a break in a continuity counter would be one too. */
    private List<String> packets() throws IOException, InterruptedException {
        return Program.run(
                        directory,
                        "ffprobe",
                        "-v",
                        "warning",
                        "-show_entries",
                        "packet=codec_type,pts,dts",
                        "-of",
                        "csv=p=0",
                        "ts/index.m3u8")
                .stream()
                .filter(line -> !line.isBlank())
                .map(line -> line.split(",", -1))
                .map(line -> line[0] + "," + modulo(line[1]) + "," + modulo(line[2]))
                .toList();
    }

    private static long modulo(String time) {
        return Math.floorMod(Long.parseLong(time), WRAP);
    }

    /** A hash of each decoded picture, or frame of audio. */
    private List<String> decoded(String playlist, String kind)
            throws IOException, InterruptedException {
        return Program.run(
                        directory,
                        "ffmpeg",
                        "-v",
                        "warning",
                        "-xerror",
                        "-i",
                        playlist,
                        "-map",
                        "0:" + kind,
                        "-fps_mode",
                        "passthrough",
                        "-f",
                        "framemd5",
                        "-")
                .stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
                .toList();
    }
}
