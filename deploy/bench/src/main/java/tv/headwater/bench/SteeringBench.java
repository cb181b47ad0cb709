package tv.headwater.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.log.Json;

/** What the gateway saves by sending viewers to the edge: its CPU time for steered viewers against that for proxied ones. */
final class SteeringBench {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int FRAME_RATE = 30;
    private static final int PICTURES_PER_PART = 6;
    private static final String BIT_RATE = "2500k";
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    /** For the stream to become visible, and the first segments complete. */
    private static final Duration BEGINNING = Duration.ofSeconds(30);

    private static final int FIRST_PART = 5 * LiveViewer.PARTS_PER_SEGMENT;
    private static final int OK = 200;
    private static final long RETRY_NANOS = 50_000_000;
    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final SteeringOptions options;
    private final PrintStream print;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** What a way of viewing took of the gateway, and gave. */
    private record Phase(
            double cpuMillis, double seconds, double viewerSeconds, LiveViewer.Taken taken) {}

    SteeringBench(SteeringOptions options, PrintStream print) {
        this.options = options;
        this.print = print;
    }

    void run() throws IOException, InterruptedException {
        try (var scratch = ScratchDirectory.make()) {
            var file = scratch.path().resolve("clip.mp4");
            long seconds =
                    BEGINNING
                            .plus(WARM_UP.multipliedBy(2))
                            .plus(options.period().multipliedBy(3))
                            .toSeconds();
            print.println("Making a clip of " + seconds + " s");
            SourceClip.make(
                    FfmpegProgram.find(), WIDTH, HEIGHT, FRAME_RATE, (int) seconds, BIT_RATE, file);
            print.println("Starting PostgreSQL, Kafka and the services");
            try (var suite = SuiteUnderTest.start(scratch.path());
                    var gateway =
                            GatewayProcess.start(suite.ports(), suite.kafka().bootstrapServers())) {
                var report = measure(suite, gateway, file, (int) seconds * FRAME_RATE);
                print.println();
                print.print(report.table());
                Files.write(options.out(), Json.write(report));
                print.println();
                print.println("All figures are in " + options.out().toAbsolutePath());
            }
        }
    }

    private SteeringReport measure(
            SuiteUnderTest suite, GatewayProcess gateway, Path file, int pictures)
            throws IOException, InterruptedException {
        var stream = suite.createStream();
        var publisher = new ClipPublisher(file, stream.publishUrl(), pictures);
        Thread.ofPlatform().daemon().start(publisher);
        var front = URI.create("http://127.0.0.1:" + suite.ports().gateway());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            awaitPlaylist(front, stream.id());
            var at = new Ways(threads, gateway, publisher, front, suite.edge(), stream.id());
            print.println("Warming up");
            at.view(front, WARM_UP);
            at.view(suite.edge(), WARM_UP);
            print.println("Measuring nobody, proxied viewers, steered viewers");
            var idle = idle(gateway);
            var proxied = at.view(front, options.period());
            var steered = at.view(suite.edge(), options.period());
            return new SteeringReport(
                    Runtime.getRuntime().availableProcessors(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                    options.viewers(),
                    options.crowd(),
                    options.period().toSeconds(),
                    idle,
                    way(proxied, idle),
                    way(steered, idle));
        }
    }

    private double idle(GatewayProcess gateway) {
        long start = System.nanoTime();
        var before = gateway.cpu();
        awaitNanos(start + options.period().toNanos());
        return gateway.cpu().minus(before).toMillis() / (double) options.period().toSeconds();
    }

    private SteeringReport.Way way(Phase phase, double idle) {
        double viewerSeconds = phase.viewerSeconds();
        return new SteeringReport.Way(
                (phase.cpuMillis() - idle * phase.seconds()) / viewerSeconds,
                phase.cpuMillis() / viewerSeconds,
                phase.taken().bytes() * 8 / 1e6 / (phase.seconds() * options.viewers()),
                phase.taken().requests() / viewerSeconds);
    }

    /** The ways to view one stream. */
    private final class Ways {

        private final ExecutorService threads;
        private final GatewayProcess gateway;
        private final ClipPublisher publisher;
        private final URI front;
        private final URI edge;
        private final StreamId streamId;

        Ways(
                ExecutorService threads,
                GatewayProcess gateway,
                ClipPublisher publisher,
                URI front,
                URI edge,
                StreamId streamId) {
            this.threads = threads;
            this.gateway = gateway;
            this.publisher = publisher;
            this.front = front;
            this.edge = edge;
            this.streamId = streamId;
        }

        Phase view(URI media, Duration period) throws InterruptedException {
            int part = newest();
            long start = System.nanoTime();
            var before = gateway.cpu();
            var viewer =
                    new LiveViewer(
                            http,
                            front,
                            media,
                            media.equals(edge),
                            streamId,
                            part,
                            start + period.toNanos());
            int size = media.equals(edge) ? options.crowd() : 0;
            var crowd = new SteeredCrowd(http, front, streamId, size, start + period.toNanos());
            List<Callable<LiveViewer.Taken>> all = new ArrayList<>(crowd.viewers(start));
            all.addAll(Collections.nCopies(options.viewers(), viewer));
            var taken = new LiveViewer.Taken(0, 0);
            for (var each : threads.invokeAll(all)) {
                try {
                    taken = taken.plus(each.get());
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof BenchFailure failure
                            ? failure
                            : new IllegalStateException(e);
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Phase(
                    gateway.cpu().minus(before).toMillis(),
                    seconds,
                    seconds * options.viewers() + crowd.viewerSeconds(start),
                    taken);
        }

        /** The part that is being made. */
        private int newest() {
            int part = FIRST_PART;
            long deadline = System.nanoTime() + BEGINNING.toNanos();
            while (publisher.at(part * PICTURES_PER_PART) == 0) {
                if (System.nanoTime() > deadline) {
                    throw new BenchFailure("nothing is published");
                }
                LockSupport.parkNanos(RETRY_NANOS);
            }
            while (publisher.at((part + 1) * PICTURES_PER_PART) != 0) {
                part++;
            }
            return part;
        }
    }

    private void awaitPlaylist(URI front, StreamId streamId)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + BEGINNING.toNanos();
        var uri = front.resolve(new MediaPath.MultivariantPlaylist(streamId).path());
        var request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
        while (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != OK) {
            if (System.nanoTime() > deadline) {
                throw new BenchFailure("the gateway has no such stream");
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private static void awaitNanos(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
