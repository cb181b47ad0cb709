package tv.headwater.standalone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tv.headwater.standalone.child.ChildProcess;

/**
 * The JDK's AOT cache of this launcher: with it a start takes a third of the time. {@code ./headwater} lets the JVM record where there is
 * none; what was recorded until everything was ready is made into the cache by another JVM, at low priority.
 *
 * @param file the cache to be
 */
record StartUpCache(Path file) {

    /** System property: the cache to train in this run. */
    private static final String WANTED = "headwater.start-up-cache";

    private static final Logger LOG = LoggerFactory.getLogger(StartUpCache.class);

    /** What a JVM that only writes the cache must not be told again. */
    private static final List<String> OF_THIS_RUN =
            List.of("-XX:AOT", "-Xms", "-D" + WANTED, "-XX:+ExitOnOutOfMemoryError");

    static Optional<StartUpCache> wanted() {
        return Optional.ofNullable(System.getProperty(WANTED)).map(Path::of).map(StartUpCache::new);
    }

    /** Ends the recording, which halts this JVM for a moment, and begins to write the cache beside the run. Never fails it. */
    void train(Path log) {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "aotEndRecording",
                            new Object[0],
                            new String[0]);
            if (Files.exists(recorded())) {
                write(log);
            }
        } catch (JMException | IOException e) {
            LOG.info("no start-up cache: {}", e.getMessage());
        }
    }

    private void write(Path log) throws IOException {
        var work = file.resolveSibling(file.getFileName() + ".new");
        ChildProcess.start(
                        "the writer of the start-up cache",
                        command(work),
                        Map.of("CLASSPATH", System.getProperty("java.class.path")),
                        "KILL",
                        log)
                .ended()
                .thenAccept(code -> keep(code, work));
    }

    private List<String> command(Path work) {
        var command = new ArrayList<>(List.of("nice", "-n", "15"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> OF_THIS_RUN.stream().noneMatch(flag::startsWith))
                .forEach(command::add);
        command.add("-XX:AOTMode=create");
        command.add("-XX:AOTConfiguration=" + recorded());
        command.add("-XX:AOTCache=" + work);
        return command;
    }

    private void keep(int code, Path work) {
        try {
            Files.deleteIfExists(recorded());
            if (code == 0) {
                Files.move(work, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                Files.deleteIfExists(work);
                LOG.info("no start-up cache: its writer ended with {}", code);
            }
        } catch (IOException e) {
            LOG.info("no start-up cache: {}", e.getMessage());
        }
    }

    private Path recorded() {
        return file.resolveSibling(file.getFileName() + ".recorded");
    }
}
