package tv.headwater.standalone.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.demo.DemoStream;
import tv.headwater.demo.DemoStreams;
import tv.headwater.standalone.child.ChildProcess;
import tv.headwater.standalone.instance.DataDirectory;
import tv.headwater.standalone.instance.Ports;

/**
 * The test picture on the air: its stream, and the process that publishes it. It has the launcher's class path and
 * FFmpeg's natives. Started by one thread, stopped by another.
 */
public final class Demo {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private static final List<String> FLAGS =
            List.of(
                    "-XX:+UseSerialGC",
                    "-Xmx64m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:-UsePerfData",
                    "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                    "-Dorg.bytedeco.javacpp.maxBytes=0",
                    "--enable-native-access=ALL-UNNAMED");

    private final DataDirectory directory;
    private final Ports ports;
    private final @Nullable String adminPassword;
    private @Nullable DemoStream stream;
    private volatile @Nullable ChildProcess process;

    /**
     * @param adminPassword null where it is not known; the stream of an earlier start can still be published then
     */
    public Demo(DataDirectory directory, Ports ports, @Nullable String adminPassword) {
        this.directory = directory;
        this.ports = ports;
        this.adminPassword = adminPassword;
    }

    /**
     * Makes sure of the stream and begins to publish.
     *
     * @throws IOException with a sentence that says what is missing
     */
    public void start() throws IOException, InterruptedException {
        var published =
                new DemoStreams(
                                directory.demoStream(),
                                "http://127.0.0.1:" + ports.gateway() + "/api/v1",
                                adminPassword)
                        .getOrCreate();
        stream = published;
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.add("-Dorg.bytedeco.javacpp.cachedir=" + directory.natives());
        command.add("tv.headwater.demo.TestPicture");
        // By environment: anybody may read a command line.
        process =
                ChildProcess.start(
                        "the test picture",
                        command,
                        Map.of(
                                "CLASSPATH", System.getProperty("java.class.path"),
                                "HEADWATER_DEMO_URL", "rtmp://127.0.0.1:" + ports.rtmp() + "/live",
                                "HEADWATER_DEMO_KEY", published.key().value()),
                        "TERM",
                        directory.log("demo"));
    }

    /** Ends the broadcast in order. */
    public void stop() {
        var running = process;
        if (running != null) {
            running.stop("TERM", STOP_LIMIT);
        }
    }

    public StreamId streamId() {
        if (stream == null) {
            throw new IllegalStateException("the demo has not been started");
        }
        return stream.id();
    }
}
