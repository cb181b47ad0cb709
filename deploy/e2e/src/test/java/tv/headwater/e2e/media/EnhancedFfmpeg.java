package tv.headwater.e2e.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import tv.headwater.e2e.cluster.Program;
import tv.headwater.e2e.cluster.Programs;

/** The ffmpeg that comes with the transcoder's libraries: unlike most distributions' it can publish Enhanced RTMP. */
public final class EnhancedFfmpeg {

    private static final Duration ENCODE = Duration.ofMinutes(3);
    private static final List<String> HEVC =
            List.of("libx265", "-preset", "veryfast", "-x265-params", "log-level=error");
    private static final List<String> AV1 = List.of("libsvtav1", "-preset", "10");
    private static final List<String> AVC = List.of("libx264", "-preset", "veryfast", "-bf", "2");
    private static final List<String> AAC = List.of("aac", "-b:a", "96k");

    private final Programs programs;
    private final Path directory;
    private final String executable = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);

    public EnhancedFfmpeg(Programs programs) {
        this.programs = programs;
        this.directory = programs.directory("media");
    }

    /** HEVC with B-frames and AAC. */
    public FlvFile hevc(int seconds) {
        return clip("hevc-aac", seconds, HEVC, AAC);
    }

    /** AV1 and AAC. */
    public FlvFile av1(int seconds) {
        return clip("av1-aac", seconds, AV1, AAC);
    }

    /**
     * H.264 and Opus.
     *
     * @param packet how long an Opus packet is, in ms
     */
    public FlvFile opus(int seconds, String packet) {
        return clip("avc-opus-" + packet, seconds, AVC, opus(packet));
    }

    /** AV1 and Opus: nothing that FLV knew. */
    public FlvFile av1WithOpus(int seconds) {
        return clip("av1-opus", seconds, AV1, opus("20"));
    }

    private static List<String> opus(String packet) {
        return List.of("libopus", "-b:a", "96k", "-frame_duration", packet);
    }

    private FlvFile clip(String name, int seconds, List<String> video, List<String> audio) {
        var file = directory.resolve(name + "-" + seconds + ".flv");
        if (!Files.exists(file)) {
            var whole = directory.resolve(name + ".part");
            var arguments = new ArrayList<>(List.of("-v", "error", "-nostdin", "-y"));
            arguments.addAll(List.of("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=30"));
            arguments.addAll(List.of("-f", "lavfi", "-i", "sine=beep_factor=4:sample_rate=48000"));
            arguments.addAll(List.of("-pix_fmt", "yuv420p", "-g", "60", "-c:v"));
            arguments.addAll(video);
            arguments.addAll(List.of("-ac", "2", "-c:a"));
            arguments.addAll(audio);
            arguments.addAll(List.of("-t", String.valueOf(seconds), "-f", "flv", whole.toString()));
            programs.start("encode-" + name, executable, arguments).awaitSuccess(ENCODE);
            move(whole, file);
        }
        return FlvFile.read(file);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes a file as fast as it is taken, without encoding anything. */
    public Program publishFast(String name, FlvFile file, URI url) {
        var arguments = new ArrayList<>(List.of("-v", "warning", "-nostdin"));
        arguments.addAll(List.of("-i", file.path().toString(), "-c", "copy"));
        arguments.addAll(List.of("-rtmp_enhanced_codecs", "hvc1,av01,Opus"));
        arguments.addAll(List.of("-f", "flv", url.toString()));
        return programs.start("publish-" + name, executable, arguments);
    }
}
