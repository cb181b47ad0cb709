package tv.headwater.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.media.AccessUnit;

/**
 * How long a part takes from its publisher to viewers of the origin and of an edge: the services as they ship, a real broker, one
 * stream in real time over RTMP.
 */
final class LatencyBench {

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int FRAME_RATE = 30;
    private static final int PICTURES_PER_PART = 6;

    /** Before that the JVM is still getting to know its work. */
    private static final int WARM_UP_SECONDS = 20;

    private static final int WARM_UP_PARTS = WARM_UP_SECONDS * FRAME_RATE / PICTURES_PER_PART;
    private static final double NANOS_PER_MILLI = 1e6;

    private final LatencyOptions options;
    private final PrintStream print;

    LatencyBench(LatencyOptions options, PrintStream print) {
        this.options = options;
        this.print = print;
    }

    void run() throws IOException, InterruptedException {
        try (var scratch = ScratchDirectory.make()) {
            var file = scratch.path().resolve("clip.mp4");
            int seconds = WARM_UP_SECONDS + options.seconds();
            print.println("Making a clip of " + seconds + " s");
            SourceClip.make(FfmpegProgram.find(), WIDTH, HEIGHT, FRAME_RATE, seconds, file);
            print.println("Starting PostgreSQL, Kafka and four services");
            try (var suite = SuiteUnderTest.start(scratch.path())) {
                var report = measure(suite, file);
                print.println();
                print.print(report.table());
                Files.write(options.out(), Json.write(report));
                print.println();
                print.println("All figures are in " + options.out().toAbsolutePath());
            }
        }
    }

    private LatencyReport measure(SuiteUnderTest suite, Path file)
            throws IOException, InterruptedException {
        int pictures =
                (int)
                        SourceClip.read(file).records().stream()
                                .filter(AccessUnit.class::isInstance)
                                .count();
        // The last part is complete only when the session is.
        int parts = pictures / PICTURES_PER_PART - 1;
        var stream = suite.createStream();
        var publisher = new ClipPublisher(file, stream.publishUrl(), pictures);
        var atOrigin = new PartViewer(suite.origin(), stream.id(), parts);
        var atEdge = new PartViewer(suite.edge(), stream.id(), parts);
        try (var log = new SourceMediaTopic(suite.kafka(), stream.id(), pictures);
                var another = new SourceMediaTopic(suite.kafka(), stream.id(), pictures);
                var threads = Executors.newCachedThreadPool()) {
            log.awaitReading();
            another.awaitReading();
            print.println("Publishing in real time");
            double loadBefore = load();
            all(threads, List.of(publisher, atOrigin, atEdge));
            return new LatencyReport(
                    Runtime.getRuntime().availableProcessors(),
                    Math.max(loadBefore, load()),
                    parts - WARM_UP_PARTS,
                    between(parts, unit(publisher::at), unit(log::at)),
                    apart(parts, unit(log::at), unit(another::at)),
                    between(parts, unit(log::at), atOrigin::at),
                    between(parts, unit(publisher::at), atOrigin::at),
                    between(parts, unit(publisher::at), atEdge::at));
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private static void all(ExecutorService threads, List<Runnable> tasks)
            throws InterruptedException {
        var calls = tasks.stream().<Callable<Object>>map(Executors::callable).toList();
        for (var done : threads.invokeAll(calls)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof BenchFailure failure
                        ? failure
                        : new IllegalStateException(e);
            }
        }
    }

    /** The time of a part's last picture. */
    private static IntToLongFunction unit(IntToLongFunction ofPicture) {
        return part -> ofPicture.applyAsLong((part + 1) * PICTURES_PER_PART - 1);
    }

    private static LatencyReport.Spread between(
            int parts, IntToLongFunction from, IntToLongFunction to) {
        return spread(parts, part -> millis(from.applyAsLong(part), to.applyAsLong(part)));
    }

    private static LatencyReport.Spread apart(
            int parts, IntToLongFunction one, IntToLongFunction other) {
        return spread(
                parts, part -> Math.abs(millis(one.applyAsLong(part), other.applyAsLong(part))));
    }

    private static LatencyReport.Spread spread(int parts, IntToDoubleFunction millis) {
        return LatencyReport.Spread.of(
                IntStream.range(WARM_UP_PARTS, parts).mapToDouble(millis).boxed().toList());
    }

    private static double millis(long from, long to) {
        if (from == 0 || to == 0) {
            throw new BenchFailure("a part was not seen on its way");
        }
        return (to - from) / NANOS_PER_MILLI;
    }
}
