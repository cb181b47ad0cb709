package tv.headwater.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tv.headwater.contract.log.Json;

/** The real ffmpeg and ffprobe. */
final class Ffmpeg {

    private Ffmpeg() {}

    /** One packet of a file as ffprobe sees it. */
    record Packet(String type, double dts, double pts, boolean key, String md5) {}

    static Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Runs to the end and gives the exit code. */
    static int run(String... arguments) throws IOException, InterruptedException {
        var process = start(arguments);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("ffmpeg takes longer than 60 s");
        }
        return process.exitValue();
    }

    static int publish(Path file, String url) throws IOException, InterruptedException {
        return run("-i", file.toString(), "-c", "copy", "-f", "flv", url);
    }

    static List<Packet> packets(Path file) throws IOException, InterruptedException {
        var command =
                List.of(
                        "ffprobe",
                        "-v",
                        "error",
                        "-show_packets",
                        "-show_data_hash",
                        "md5",
                        "-of",
                        "json",
                        file.toString());
        var process = new ProcessBuilder(command).start();
        var json = Json.MAPPER.readTree(process.getInputStream().readAllBytes());
        process.waitFor();
        return json.get("packets").valueStream().map(Ffmpeg::packet).toList();
    }

    private static Packet packet(JsonNode packet) {
        return new Packet(
                packet.get("codec_type").asString(),
                Double.parseDouble(packet.get("dts_time").asString()),
                Double.parseDouble(packet.get("pts_time").asString()),
                packet.get("flags").asString().startsWith("K"),
                packet.get("data_hash").asString().replace("MD5:", ""));
    }
}
