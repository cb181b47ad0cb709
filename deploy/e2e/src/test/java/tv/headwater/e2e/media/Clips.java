package tv.headwater.e2e.media;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import tv.headwater.e2e.cluster.Program;

/**
 * The files that are published: a moving test picture and a tone, encoded once so that publishing costs nothing. H.264 has two
 * B-frames and a keyframe every two seconds unless said otherwise.
 */
public final class Clips {

    private static final Duration ENCODE = Duration.ofSeconds(90);

    private final Path directory;
    private final BiFunction<String, List<String>, Program> ffmpeg;

    /**
     * @param ffmpeg starts ffmpeg under a name with arguments
     */
    public Clips(Path directory, BiFunction<String, List<String>, Program> ffmpeg) {
        this.directory = directory;
        this.ffmpeg = ffmpeg;
    }

    /** 30 fps and 48 kHz. */
    public FlvFile normal(int seconds) {
        return clip("normal-" + seconds, seconds, video("320x180", "30", 60), audio(48_000));
    }

    /** 30000/1001 fps. */
    public FlvFile ntsc(int seconds) {
        return clip("ntsc-" + seconds, seconds, video("320x180", "30000/1001", 60), audio(48_000));
    }

    public FlvFile videoOnly(int seconds) {
        return clip("video-only-" + seconds, seconds, video("320x180", "30", 60), List.of());
    }

    public FlvFile audioOnly(int seconds) {
        return clip("audio-only-" + seconds, seconds, List.of(), audio(48_000));
    }

    /** 44.1 kHz, whose frames are no whole number of milliseconds. */
    public FlvFile cdAudio(int seconds) {
        return clip("44100-" + seconds, seconds, video("320x180", "30", 60), audio(44_100));
    }

    /** A keyframe every eight seconds. */
    public FlvFile rareKeyframes(int seconds) {
        return clip("gop-8s-" + seconds, seconds, video("320x180", "30", 240), audio(48_000));
    }

    /** Another picture size than {@link #normal}. */
    public FlvFile larger(int seconds) {
        return clip("larger-" + seconds, seconds, video("640x360", "30", 60), audio(48_000));
    }

    /** Pictures of 640x360 at 30 fps that carry their numbers, from 0 on. */
    public FlvFile numbered(int seconds) {
        return numbered("numbered", seconds, 640, 360, "30", audio(48_000));
    }

    /** Numbered pictures of 854x480. */
    public FlvFile numberedLarger(int seconds) {
        return numbered("numbered-480p", seconds, 854, 480, "30", audio(48_000));
    }

    /** Numbered pictures at 30000/1001 fps. */
    public FlvFile numberedNtsc(int seconds) {
        return numbered("numbered-ntsc", seconds, 640, 360, "30000/1001", audio(48_000));
    }

    /** Numbered pictures without audio. */
    public FlvFile numberedVideoOnly(int seconds) {
        return numbered("numbered-video-only", seconds, 640, 360, "30", List.of());
    }

    private FlvFile numbered(
            String name, int seconds, int width, int height, String rate, List<String> audio) {
        var graph = NumberedPicture.graph(width, height, rate);
        return clip(name + "-" + seconds, seconds, video(graph, 60), audio);
    }

    private static List<String> video(String size, String rate, int keyframeInterval) {
        return video("testsrc2=size=" + size + ":rate=" + rate, keyframeInterval);
    }

    private static List<String> video(String graph, int keyframeInterval) {
        return List.of(
                "-f",
                "lavfi",
                "-i",
                graph,
                "-c:v",
                "libx264",
                "-preset",
                "veryfast",
                "-profile:v",
                "high",
                "-pix_fmt",
                "yuv420p",
                "-bf",
                "2",
                "-b_strategy",
                "0",
                "-sc_threshold",
                "0",
                "-g",
                String.valueOf(keyframeInterval),
                "-keyint_min",
                String.valueOf(keyframeInterval));
    }

    private static List<String> audio(int sampleRate) {
        return List.of(
                "-f",
                "lavfi",
                "-i",
                "sine=frequency=440:beep_factor=4:sample_rate=" + sampleRate,
                "-c:a",
                "aac",
                "-b:a",
                "96k",
                "-ac",
                "2");
    }

    private FlvFile clip(String name, int seconds, List<String> video, List<String> audio) {
        var file = directory.resolve(name + ".flv");
        if (!Files.exists(file)) {
            var whole = directory.resolve(name + ".part");
            var arguments = new ArrayList<>(List.of("-v", "warning", "-y"));
            arguments.addAll(inputs(video));
            arguments.addAll(inputs(audio));
            arguments.addAll(outputs(video));
            arguments.addAll(outputs(audio));
            arguments.addAll(List.of("-t", String.valueOf(seconds), "-f", "flv", whole.toString()));
            ffmpeg.apply("encode-" + name, arguments).awaitSuccess(ENCODE);
            move(whole, file);
        }
        return FlvFile.read(file);
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> inputs(List<String> track) {
        return track.isEmpty() ? List.of() : track.subList(0, 4);
    }

    private static List<String> outputs(List<String> track) {
        return track.isEmpty() ? List.of() : track.subList(4, track.size());
    }
}
