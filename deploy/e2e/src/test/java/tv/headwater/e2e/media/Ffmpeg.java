package tv.headwater.e2e.media;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tv.headwater.e2e.cluster.Program;
import tv.headwater.e2e.cluster.Programs;

/** The real ffmpeg and ffprobe: as publisher, as player, as judge of what a file holds. */
public final class Ffmpeg {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PROBE = Duration.ofSeconds(30);

    private final Programs programs;
    private final Clips clips;

    public Ffmpeg(Programs programs) {
        this.programs = programs;
        this.clips =
                new Clips(
                        programs.directory("media"),
                        (name, arguments) -> programs.start(name, "ffmpeg", arguments));
    }

    public Clips clips() {
        return clips;
    }

    /** Publishes a file in real time, without encoding anything. */
    public Program publish(String name, FlvFile file, URI url) {
        return start(
                "publish-" + name,
                Stream.of(
                        "-v", "warning", "-re", "-i", file.path(), "-c", "copy", "-f", "flv", url));
    }

    /** Publishes a file as fast as it is taken. */
    public Program publishFast(String name, FlvFile file, URI url) {
        return start(
                "publish-" + name,
                Stream.of("-v", "warning", "-i", file.path(), "-c", "copy", "-f", "flv", url));
    }

    /** Publishes in real time and, when the connection breaks, tries anew each second and goes on from the next keyframe. */
    public Program publishWithRetries(String name, FlvFile file, URI url) {
        return start(
                "publish-" + name,
                Stream.of(
                        "-v",
                        "warning",
                        "-re",
                        "-i",
                        file.path(),
                        "-c",
                        "copy",
                        "-map",
                        "0",
                        "-f",
                        "fifo",
                        "-fifo_format",
                        "flv",
                        "-attempt_recovery",
                        "1",
                        "-recover_any_error",
                        "1",
                        "-recovery_wait_time",
                        "1",
                        "-drop_pkts_on_overflow",
                        "1",
                        "-restart_with_keyframe",
                        "1",
                        url));
    }

    private Program start(String name, Stream<Object> arguments) {
        return programs.start(name, "ffmpeg", arguments.map(Object::toString).toList());
    }

    /**
     * Decodes a whole file.
     *
     * @throws AssertionError if ffmpeg finds anything wrong with it
     */
    public void decode(Path file) {
        var decoder =
                start("decode", Stream.of("-v", "error", "-xerror", "-i", file, "-f", "null", "-"));
        decoder.awaitSuccess(PROBE);
        if (!decoder.complaints().isEmpty()) {
            throw new AssertionError(file + ": " + decoder.complaints());
        }
    }

    /**
     * Decodes a file of numbered pictures.
     *
     * @return the strip of each, one after another
     * @throws AssertionError if ffmpeg finds anything wrong with the file
     */
    byte[] strips(Path file, Duration within) {
        var decoder =
                start(
                        "strips",
                        Stream.of(
                                "-v",
                                "error",
                                "-threads",
                                "1",
                                "-i",
                                file,
                                "-map",
                                "0:v",
                                "-vf",
                                NumberedPicture.stripFilter(),
                                "-fps_mode",
                                "passthrough",
                                "-f",
                                "rawvideo",
                                "-"));
        decoder.awaitSuccess(within);
        if (!decoder.complaints().isEmpty()) {
            throw new AssertionError(file + ": " + decoder.complaints());
        }
        try {
            return java.nio.file.Files.readAllBytes(decoder.output());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The packets of a file. */
    public List<Packet> packets(Path file) {
        return probe(file.toString(), List.of()).packets(PROBE);
    }

    /** The packets of a stream that has ended. */
    public List<Packet> packets(URI hls) {
        return play(hls).packets(PROBE);
    }

    /** Begins to play a stream from the oldest segment listed, and goes on until its playlist ends. */
    public Playback play(URI hls) {
        return probe(hls.toString(), List.of("-live_start_index", "0"));
    }

    /** The picture size of a file's first video stream, such as {@code 640x360}. */
    public String pictureSize(Path file) {
        var probe =
                programs.start(
                        "probe",
                        "ffprobe",
                        List.of(
                                "-v",
                                "error",
                                "-select_streams",
                                "v:0",
                                "-show_entries",
                                "stream=width,height",
                                "-of",
                                "csv=p=0:s=x",
                                file.toString()));
        probe.awaitSuccess(PROBE);
        return text(probe.output()).strip();
    }

    /** The codec and the sample entry of a file's first track, such as {@code hevc,hvc1}. */
    public String codec(Path file) {
        var probe =
                programs.start(
                        "probe",
                        "ffprobe",
                        List.of(
                                "-v",
                                "error",
                                "-show_entries",
                                "stream=codec_name,codec_tag_string",
                                "-of",
                                "csv=p=0",
                                file.toString()));
        probe.awaitSuccess(PROBE);
        return text(probe.output()).strip();
    }

    private Playback probe(String input, List<String> options) {
        var arguments = new ArrayList<>(List.of("-v", "warning"));
        arguments.addAll(options);
        arguments.addAll(
                List.of(
                        "-show_data_hash",
                        "md5",
                        "-show_entries",
                        "packet=codec_type,pts_time,dts_time,size,data_hash:packet_side_data=",
                        "-of",
                        "json",
                        input));
        return new Playback(programs.start("probe", "ffprobe", arguments));
    }

    /** A player at work. */
    public record Playback(Program program) {

        /**
         * Waits until the player has reached the end.
         *
         * @return all it got
         */
        public List<Packet> packets(Duration within) {
            program.awaitSuccess(within);
            return JSON.readTree(text(program.output()))
                    .path("packets")
                    .valueStream()
                    .filter(packet -> packet.path("codec_type").asString("").matches("video|audio"))
                    .map(Playback::packet)
                    .toList();
        }

        private static Packet packet(JsonNode packet) {
            return new Packet(
                    Packet.Kind.valueOf(
                            packet.path("codec_type").asString().toUpperCase(Locale.ROOT)),
                    micros(packet.path("dts_time")),
                    micros(packet.path("pts_time")),
                    Integer.parseInt(packet.path("size").asString()),
                    packet.path("data_hash").asString().replace("MD5:", ""));
        }

        private static long micros(JsonNode seconds) {
            return new java.math.BigDecimal(seconds.asString()).movePointRight(6).longValue();
        }
    }

    private static String text(Path file) {
        try {
            return java.nio.file.Files.readString(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
