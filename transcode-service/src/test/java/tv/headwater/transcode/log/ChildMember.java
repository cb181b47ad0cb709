package tv.headwater.transcode.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.transcode.log.RenditionMediaTopic.Limits;
import tv.headwater.transcode.placement.NodeLoad;

/** A member of the group in a JVM of its own, that a test can stop and kill. It writes into each of its lanes all the time. */
final class ChildMember implements AutoCloseable {

    private static final long EPOCH = 77;

    /** Begins what it says, for a log comes the same way. */
    private static final String SAYS = "child: ";

    private final Process process;
    private final List<String> said = new CopyOnWriteArrayList<>();

    ChildMember(KafkaSettings kafka) throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ChildMember.class.getName(),
                                kafka.bootstrapServers())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        Thread.ofVirtual()
                .start(() ->
                        process.inputReader(StandardCharsets.UTF_8)
                                .lines()
                                .filter(line -> line.startsWith(SAYS))
                                .map(line -> line.substring(SAYS.length()))
                                .forEach(said::add));
    }

    /** What it has told of itself: {@code has lane}, and {@code late lane offset} of what it wrote into a lane when it heard that the lane was lost. */
    List<String> said() {
        return said;
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws IOException {
        var kafka = new KafkaSettings(arguments[0], TestLog.LANES, (short) 1, Map.of());
        var renditions = new RenditionMediaTopic(kafka, Limits.USUAL);
        var lanes =
                new ClaimingLanes(renditions, EPOCH) {
                    @Override
                    public synchronized void assigned(int lane, Position from) {
                        super.assigned(lane, from);
                        say("has " + lane);
                    }

                    @Override
                    public synchronized void lost(Set<Integer> gone) {
                        for (int lane : gone) {
                            try {
                                say("late " + lane + " " + write(lane).get(10, TimeUnit.SECONDS));
                            } catch (InterruptedException
                                    | ExecutionException
                                    | java.util.concurrent.TimeoutException e) {
                                say("failed " + lane + " " + e);
                            }
                        }
                        super.lost(gone);
                    }
                };
        var load = new NodeLoad(2, Map.of(), Set.of());
        new SourceMediaTopic(kafka, TestLog.LIMITS, () -> load, lanes).start();
        try (var writing = Executors.newSingleThreadScheduledExecutor()) {
            writing.scheduleAtFixedRate(
                    () -> lanes.claimed().forEach(lanes::write), 0, 20, TimeUnit.MILLISECONDS);
            // Ends with the test, however that ends.
            System.in.read();
            Runtime.getRuntime().halt(0);
        }
    }

    private static void say(String what) {
        System.out.println(SAYS + what);
        System.out.flush();
    }
}
