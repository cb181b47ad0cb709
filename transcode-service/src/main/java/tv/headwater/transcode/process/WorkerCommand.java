package tv.headwater.transcode.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The command that starts a worker's JVM, and the surroundings it gets. */
final class WorkerCommand {

    private static final Set<String> PASSED_ON =
            Set.of("PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "LD_LIBRARY_PATH");

    /** What drivers of hardware encoders are told by. */
    private static final List<String> PASSED_ON_PREFIXES =
            List.of("CUDA_", "NVIDIA_", "LIBVA_", "VDPAU_", "ONEVPL_", "MFX_");

    /** The AV1 encoder prints its settings otherwise. */
    private static final String SVT_LOG_ERRORS = "1";

    private final ProcessSettings settings;
    private final WorkerSocket socket;
    private final String classPath;
    private final String mainClass;
    private final boolean hasNice;

    WorkerCommand(
            ProcessSettings settings, WorkerSocket socket, String classPath, String mainClass) {
        this.settings = settings;
        this.socket = socket;
        this.classPath = classPath;
        this.mainClass = mainClass;
        this.hasNice = isOnPath("nice");
    }

    /**
     * Starts a worker that will connect to the socket with {@code token}, which it gets on its standard input; that stays open
     * as long as this process lives.
     */
    Process start(String token, boolean lowPriority) throws IOException {
        var builder =
                new ProcessBuilder(command(lowPriority))
                        .directory(socket.directory().toFile())
                        .redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name ->
                        !PASSED_ON.contains(name)
                                && PASSED_ON_PREFIXES.stream().noneMatch(name::startsWith));
        builder.environment().put("SVT_LOG", SVT_LOG_ERRORS);
        var process = builder.start();
        try {
            var in = process.outputWriter();
            in.write(token + "\n");
            in.flush();
            return process;
        } catch (IOException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private List<String> command(boolean lowPriority) {
        List<String> command = new ArrayList<>();
        if (lowPriority && hasNice) {
            command.addAll(List.of("nice", "-n", String.valueOf(settings.posterNice())));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-Xmx" + settings.heap().toKilobytes() + "k",
                        "-XX:MaxDirectMemorySize=16m",
                        "-XX:MaxMetaspaceSize=64m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:-UsePerfData",
                        "-XX:-CreateCoredumpOnCrash",
                        // The next crash overwrites it: one file at most, and gone with the
                        // directory.
                        "-XX:ErrorFile=" + socket.directory().resolve("crash.log"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dfile.encoding=UTF-8",
                        "-Dorg.bytedeco.javacpp.maxBytes=0",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0"));
        var cache = settings.libraryCache();
        if (cache != null) {
            command.add("-Dorg.bytedeco.javacpp.cachedir=" + cache.toAbsolutePath());
        }
        command.addAll(settings.options());
        command.addAll(List.of("-cp", classPath, mainClass, socket.path().toString()));
        return command;
    }

    private static boolean isOnPath(String program) {
        for (var directory :
                System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
                return true;
            }
        }
        return false;
    }
}
