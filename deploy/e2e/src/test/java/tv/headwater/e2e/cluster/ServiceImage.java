package tv.headwater.e2e.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A service as its image has it: its jar unpacked, and beside it a start-up cache (JEP 514) of a start that ended when the beans were
 * made. Tests start services often, beside browsers and encoders, and from the jar that Maven makes each start costs three times
 * as much.
 */
record ServiceImage(Path jar) {

    private static final Duration MADE_WITHIN = Duration.ofMinutes(5);

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** A cache is of no use to a JVM that is told otherwise. */
    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xlog:aot*=error",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /** Of the training alone, which has no database. */
    private static final List<String> TRAINING =
            List.of(
                    "--spring.flyway.enabled=false",
                    "--spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access=false",
                    "--spring.jpa.database-platform=org.hibernate.dialect.PostgreSQLDialect",
                    "--logging.level.root=off");

    static ServiceImage of(String module, Path directory) {
        return new ServiceImage(directory.resolve(module).resolve(built(module).getFileName()));
    }

    /**
     * Unpacks the jar of a module and trains it.
     *
     * @throws AssertionError if it is not built, or no cache comes of it
     */
    static void make(String module, Path directory, Programs programs) {
        var image = of(module, directory);
        programs.start(
                        "unpack-" + module,
                        JAVA,
                        List.of(
                                "-Djarmode=tools",
                                "-jar",
                                built(module).toString(),
                                "extract",
                                "--destination",
                                image.jar.getParent().toString()))
                .awaitSuccess(MADE_WITHIN);
        var training = new ArrayList<>(FLAGS);
        training.add("-XX:AOTCacheOutput=" + image.cache());
        training.add("-Dspring.context.exit=onRefresh");
        training.addAll(List.of("-jar", image.jar.toString()));
        training.addAll(TRAINING);
        // It fails where a bean asks for Kafka: what was loaded till then is kept all the same.
        var program = programs.start("train-" + module, JAVA, training);
        program.awaitExit(MADE_WITHIN);
        if (!Files.exists(image.cache())) {
            throw new AssertionError(
                    "no start-up cache of " + module + ": " + program.complaints());
        }
    }

    private static Path built(String module) {
        var jar =
                Path.of("..", "..", module, "target", module + "-0.1.0-SNAPSHOT-exec.jar")
                        .toAbsolutePath()
                        .normalize();
        if (!Files.exists(jar)) {
            throw new AssertionError(jar + " is not built: run ./headwater test");
        }
        return jar;
    }

    private Path cache() {
        return jar.resolveSibling("start-up.aot");
    }

    /** What starts it, without its settings. */
    List<String> command(int heapMib) {
        var command = new ArrayList<String>();
        command.add(JAVA);
        command.addAll(FLAGS);
        command.add("-Xmx" + heapMib + "m");
        command.addAll(List.of("-XX:AOTMode=on", "-XX:AOTCache=" + cache()));
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }
}
