package tv.headwater.bench;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.log.Json;
import tv.headwater.contract.media.AccessUnit;
import tv.headwater.contract.media.MediaRecord;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.origin.WindowResources;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.stream.PackagingMetrics;
import tv.headwater.packager.stream.Writer;
import tv.headwater.packager.window.WindowLimits;

/** The origin's work for one stream: CPU time against ffmpeg's fMP4 muxer, and what requests cost that wait for a part. */
final class OriginBench {

    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final int FRAME_RATE = 30;
    private static final double MICROS = 1e6;

    /** Sessions that are packaged before anything is measured, for the compiler. */
    private static final int WARM_UP = 20;

    /** How often ffmpeg goes through the clip at once: it tells its CPU time in milliseconds. */
    private static final int LOOPS = 10;

    private final OriginOptions options;
    private final PrintStream print;

    /** An origin without sockets and without Kafka. */
    private static final class Origin {
        final Fates fates = new Fates();
        final ContentSecrets secrets = new ContentSecrets();
        final LiveStreams streams =
                new LiveStreams(
                        new LiveStreams.Limits(
                                new WindowLimits(Duration.ofMinutes(1), 1 << 28),
                                1 << 28,
                                Duration.ofHours(1)),
                        new PackagingMetrics(new SimpleMeterRegistry()),
                        fates,
                        secrets,
                        Clock.systemUTC(),
                        () -> {});
        final WindowResources resources = new WindowResources(streams, fates, secrets);

        Origin() {
            resources.open();
        }

        void take(MediaRecord record) {
            streams.on(Writer.INGEST, record, 0);
        }

        CompletableFuture<MediaResponse> playlist(HlsQuery query) {
            var path = new MediaPath.MediaPlaylist(SourceClip.STREAM, Rendition.SOURCE);
            return resources.get(new MediaRequest(path, query, "127.0.0.1")).toCompletableFuture();
        }
    }

    OriginBench(OriginOptions options, PrintStream print) {
        this.options = options;
        this.print = print;
    }

    void run() throws IOException {
        var ffmpeg = FfmpegProgram.find();
        print.println("ffmpeg " + ffmpeg.version() + ", " + ffmpeg.origin());
        try (var scratch = ScratchDirectory.make()) {
            var file = scratch.path().resolve("clip.mp4");
            print.println("Making a clip of " + options.seconds() + " s");
            SourceClip.make(ffmpeg, WIDTH, HEIGHT, FRAME_RATE, options.seconds(), file);
            var report = measure(ffmpeg, file, SourceClip.read(file));
            print.println();
            print.print(report.table());
            Files.write(options.out(), Json.write(report));
            print.println();
            print.println("All figures are in " + options.out().toAbsolutePath());
        }
    }

    private OriginReport measure(FfmpegProgram ffmpeg, Path file, SourceClip clip) {
        for (int i = 0; i < WARM_UP; i++) {
            packagingSeconds(clip, true);
            packagingSeconds(clip, false);
        }
        // Starting up and opening the file is not muxing.
        double opening = ffmpeg.run(muxing(file, 0.1));
        List<Double> ours = new ArrayList<>();
        List<Double> withCollection = new ArrayList<>();
        List<Double> withPlaylists = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        List<Double> reading = new ArrayList<>();
        for (int i = 0; i < options.rounds(); i++) {
            double before = processSeconds();
            ours.add(packagingSeconds(clip, false) * MICROS / clip.seconds());
            withCollection.add((processSeconds() - before) * MICROS / clip.seconds());
            withPlaylists.add(packagingSeconds(clip, true) * MICROS / clip.seconds());
            double seconds = LOOPS * clip.seconds();
            theirs.add((ffmpeg.run(muxing(file, seconds)) - opening) * MICROS / seconds);
            reading.add((ffmpeg.run(reading(file, seconds)) - opening) * MICROS / seconds);
        }
        double packager = median(ours);
        double ffmpegs = median(theirs);
        double muxer = ffmpegs - median(reading);
        double partsPerSecond = FRAME_RATE / 6.0;
        var held = held(clip);
        return new OriginReport(
                ffmpeg.version(),
                Runtime.getRuntime().availableProcessors(),
                clip.seconds(),
                ours,
                theirs,
                packager,
                median(withCollection),
                ffmpegs,
                muxer,
                packager / ffmpegs,
                packager / muxer,
                packager / partsPerSecond,
                (median(withPlaylists) - packager) / partsPerSecond,
                options.held(),
                held.bytes(),
                held.millis());
    }

    private static List<String> muxing(Path file, double seconds) {
        var fragments =
                List.of(
                        "mp4",
                        "-movflags",
                        "empty_moov+default_base_moof",
                        "-frag_duration",
                        "200000",
                        "/dev/null");
        return copying(file, seconds, fragments);
    }

    /** Its packets go nowhere. */
    private static List<String> reading(Path file, double seconds) {
        return copying(file, seconds, List.of("null", "-"));
    }

    private static List<String> copying(Path file, double seconds, List<String> format) {
        List<String> arguments =
                new ArrayList<>(List.of("-v", "info", "-stats_period", "3600", "-stream_loop"));
        arguments.addAll(List.of(String.valueOf(LOOPS - 1), "-i", file.toString()));
        arguments.addAll(List.of("-t", String.valueOf(seconds), "-map", "0:v", "-c", "copy"));
        arguments.add("-f");
        arguments.addAll(format);
        return arguments;
    }

    /** CPU time of this process so far, garbage collection included. */
    private static double processSeconds() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getProcessCpuTime() / 1e9;
    }

    /** CPU time of packaging the clip as one session, {@code withPlaylists} with one for each of its parts as well. */
    private static double packagingSeconds(SourceClip clip, boolean withPlaylists) {
        var origin = new Origin();
        var threads = ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadCpuTime();
        int pictures = 0;
        for (var record : clip.records()) {
            origin.take(record);
            pictures += record instanceof AccessUnit ? 1 : 0;
            if (withPlaylists && record instanceof AccessUnit && pictures % 6 == 0) {
                origin.playlist(HlsQuery.NONE);
            }
        }
        return (threads.getCurrentThreadCpuTime() - before) / 1e9;
    }

    private record Held(double bytes, double millis) {}

    /** Requests for the next part, in the middle of the clip. */
    private Held held(SourceClip clip) {
        var origin = new Origin();
        var records = clip.records().iterator();
        for (int pictures = 0; pictures < 4 * FRAME_RATE + 6; ) {
            var record = records.next();
            origin.take(record);
            pictures += record instanceof AccessUnit ? 1 : 0;
        }
        long before = usedHeap();
        List<CompletableFuture<MediaResponse>> waiting = new ArrayList<>(options.held());
        for (int i = 0; i < options.held(); i++) {
            waiting.add(origin.playlist(new HlsQuery(2L, 1, null)));
        }
        double bytes = (double) (usedHeap() - before) / options.held();
        var released = CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new));
        for (int pictures = 0; pictures < 5; pictures++) {
            origin.take(records.next());
        }
        if (released.isDone()) {
            throw new BenchFailure("requests for a part were answered before it was there");
        }
        long start = System.nanoTime();
        origin.take(records.next());
        released.orTimeout(10, TimeUnit.SECONDS).join();
        return new Held(bytes, (System.nanoTime() - start) / 1e6);
    }

    private static long usedHeap() {
        var runtime = Runtime.getRuntime();
        System.gc();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static double median(List<Double> rounds) {
        var sorted = rounds.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
