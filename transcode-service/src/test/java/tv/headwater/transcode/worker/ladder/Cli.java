package tv.headwater.transcode.worker.ladder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real ffmpeg. */
final class Cli {

    private Cli() {}

    /** What it prints: nothing if all is well. */
    static String ffmpeg(List<String> arguments) {
        var command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-v", "error", "-y"));
        command.addAll(arguments);
        return run(command);
    }

    /** A line for each picture it decodes of a file, and its complaints. */
    static List<String> pictures(Path file) {
        var arguments = List.of("-i", file.toString(), "-vsync", "passthrough");
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("-f", "framehash", "-hash", "crc32", "-"));
        return ffmpeg(all).lines().filter(line -> !line.startsWith("#")).toList();
    }

    private static String run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("ffmpeg takes longer than 60 s");
            }
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
