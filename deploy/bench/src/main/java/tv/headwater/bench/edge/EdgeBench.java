package tv.headwater.bench.edge;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tv.headwater.bench.BenchFailure;
import tv.headwater.bench.ScratchDirectory;
import tv.headwater.contract.log.Json;

/** The edge's work against nginx and Varnish, each in front of the same origin: CPU time of what is cached, and what waiting costs. */
public final class EdgeBench {

    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final int PARTS_PER_SECOND = 5;

    private final EdgeOptions options;
    private final PrintStream print;

    /** What one load costs in each round, in microseconds of CPU time for an answer. */
    private record Costs(Map<String, List<Double>> byCache) {

        void add(CacheProcess cache, double micros) {
            byCache.computeIfAbsent(cache.name(), _ -> new ArrayList<>()).add(micros);
        }

        double median(CacheProcess cache) {
            return EdgeBench.median(byCache.getOrDefault(cache.name(), List.of()));
        }
    }

    private EdgeBench(EdgeOptions options, PrintStream print) {
        this.options = options;
        this.print = print;
    }

    /**
     * Measures and prints.
     *
     * @param args of {@code ./headwater bench}
     * @throws IllegalArgumentException with a sentence
     */
    public static void run(String[] args, PrintStream print) throws IOException {
        new EdgeBench(EdgeOptions.parse(args), print).run();
    }

    private void run() throws IOException {
        try (var scratch = ScratchDirectory.make()) {
            run(scratch.path());
        }
    }

    private void run(Path directory) throws IOException {
        List<CacheProcess> caches = new ArrayList<>();
        try (var origin = new TinyOrigin()) {
            caches.add(CacheProcess.headwater(origin.port(), own(directory, "headwater")));
            add(caches, "nginx", CacheProcess.nginx(origin.port(), own(directory, "nginx")));
            add(caches, "Varnish", CacheProcess.varnish(origin.port(), own(directory, "varnish")));
            var report = measure(origin, caches);
            print.println();
            print.print(report.table());
            Files.write(options.out(), Json.write(report));
            print.println();
            print.println("All figures are in " + options.out().toAbsolutePath());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailure("interrupted");
        } finally {
            for (var cache : caches) {
                cache.close();
            }
        }
    }

    private void add(List<CacheProcess> caches, String name, Optional<CacheProcess> peer) {
        peer.ifPresentOrElse(
                caches::add, () -> print.println(name + " is not installed and is left out"));
    }

    private EdgeReport measure(TinyOrigin origin, List<CacheProcess> caches)
            throws IOException, InterruptedException {
        var parts = costs(caches, List.of(Objects.BIG_PART), "64 KiB parts");
        var playlists = costs(caches, List.of(Objects.PLAYLIST), "1 KiB playlists");
        var viewing = costs(caches, List.of(Objects.PLAYLIST, Objects.PART), "viewers");
        List<EdgeReport.Cache> measured = new ArrayList<>();
        int number = 10;
        for (var cache : caches) {
            print.println("Waiting at " + cache.name());
            // Once for the compiler, and for whatever is made at the first time.
            waiting(origin, cache, Objects.part(number++), options.waiting());
            var herd = waiting(origin, cache, Objects.part(number++), options.waiting());
            var held = waiting(origin, cache, Objects.heldPlaylist(number++), options.held());
            measured.add(
                    new EdgeReport.Cache(
                            cache.name(),
                            parts.median(cache),
                            playlists.median(cache),
                            1e6 / (2 * PARTS_PER_SECOND * viewing.median(cache)),
                            herd,
                            held));
        }
        return new EdgeReport(Runtime.getRuntime().availableProcessors(), measured);
    }

    private Costs costs(List<CacheProcess> caches, List<String> targets, String what) {
        print.println("Asking for " + what);
        var costs = new Costs(new HashMap<>());
        for (var cache : caches) {
            Load.run(cache.port(), targets, options.connections(), WARM_UP);
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (var cache : caches) {
                double before = cache.cpuSeconds();
                long answers =
                        Load.run(cache.port(), targets, options.connections(), options.period());
                costs.add(cache, (cache.cpuSeconds() - before) * 1e6 / answers);
            }
        }
        return costs;
    }

    private static EdgeReport.Waiting waiting(
            TinyOrigin origin, CacheProcess cache, String target, int viewers)
            throws IOException, InterruptedException {
        long before = cache.residentBytes();
        try (var herd = new Load.Herd(cache.port(), target, viewers)) {
            origin.awaitAsked(target);
            // All have asked, but a cache may not have read the last of them yet.
            Thread.sleep(Duration.ofSeconds(1));
            long bytes = cache.residentBytes() - before;
            long released = System.nanoTime();
            origin.release(target);
            var delays =
                    herd.taken().stream().map(taken -> (taken - released) / 1e6).sorted().toList();
            return new EdgeReport.Waiting(
                    viewers,
                    origin.asked(target),
                    (double) bytes / viewers,
                    median(delays),
                    delays.getLast());
        }
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static Path own(Path directory, String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }
}
