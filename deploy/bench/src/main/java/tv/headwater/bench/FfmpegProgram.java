package tv.headwater.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.Loader;

/**
 * The {@code ffmpeg} program: the one our libraries bring along if it runs here, or the machine's.
 *
 * @param origin which of them, in words
 */
record FfmpegProgram(String path, String origin, String version) {

    private static final Pattern VERSION = Pattern.compile("^ffmpeg version (\\S+)");
    private static final Pattern CPU = Pattern.compile("bench: utime=([0-9.]+)s stime=([0-9.]+)s");
    private static final long LONGEST_MINUTES = 60;

    static FfmpegProgram find() {
        try {
            var bundled = Loader.load(org.bytedeco.ffmpeg.ffmpeg.class);
            return found(bundled, "the one that comes with Headwater's libraries");
        } catch (UnsatisfiedLinkError | BenchFailure e) {
            return found("ffmpeg", "the machine's own, since the bundled one does not run here");
        }
    }

    private static FfmpegProgram found(String path, String origin) {
        var version = VERSION.matcher(output(List.of(path, "-version")));
        if (!version.find()) {
            throw new BenchFailure("no ffmpeg that runs was found");
        }
        return new FfmpegProgram(path, origin, version.group(1));
    }

    /**
     * Runs it.
     *
     * @return the CPU time it used, in seconds
     */
    double run(List<String> arguments) {
        List<String> command =
                new ArrayList<>(List.of(path, "-nostdin", "-hide_banner", "-y", "-benchmark"));
        command.addAll(arguments);
        var printed = output(command);
        var cpu = CPU.matcher(printed);
        if (!cpu.find()) {
            throw new BenchFailure(
                    "ffmpeg did not say what CPU time it took: " + lastLine(printed));
        }
        return Double.parseDouble(cpu.group(1)) + Double.parseDouble(cpu.group(2));
    }

    private static String output(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
            }
            if (process.exitValue() != 0) {
                throw new BenchFailure(command.getFirst() + " failed: " + lastLine(printed));
            }
            return printed;
        } catch (IOException e) {
            throw new BenchFailure(command.getFirst() + " does not run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        }
    }

    private static String lastLine(String printed) {
        return printed.lines().filter(line -> !line.isBlank()).reduce("nothing", (a, b) -> b);
    }
}
