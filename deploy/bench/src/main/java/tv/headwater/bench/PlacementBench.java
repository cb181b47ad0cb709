package tv.headwater.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import tv.headwater.contract.log.Json;
import tv.headwater.gateway.edge.BoundedLoads;
import tv.headwater.gateway.edge.EdgeLoad;

/** How evenly viewers are spread over edges where few streams have most of them, and how many move when an edge leaves. */
final class PlacementBench {

    /** More than there are viewers: no edge is ever full. */
    private static final double CAPACITY = 1e9;

    private static final double BALANCE = 1.25;

    /** A bound that nobody reaches: the hash alone decides. */
    private static final double UNBOUNDED = 1e9;

    private final PlacementOptions options;
    private final PrintStream print;
    private final BoundedLoads hash = new BoundedLoads(UNBOUNDED, 0);

    PlacementBench(PlacementOptions options, PrintStream print) {
        this.options = options;
        this.print = print;
    }

    void run() throws IOException {
        // Once without looking, for the compiler.
        simulate(new BoundedLoads(BALANCE, 0));
        var report =
                new PlacementReport(
                        options.edges(),
                        options.viewers(),
                        options.streams(),
                        simulate(new BoundedLoads(BALANCE, 0)),
                        simulate(hash),
                        moved());
        print.print(report.table());
        Files.write(options.out(), Json.write(report));
        print.println();
        print.println("All figures are in " + options.out().toAbsolutePath());
    }

    private PlacementReport.Placed simulate(BoundedLoads loads) {
        var edges = idle(options.edges());
        var streams = new int[options.viewers()];
        var chosen = new int[options.viewers()];
        var popularity = popularity();
        var random = new Random(1);
        for (int i = 0; i < streams.length; i++) {
            streams[i] = stream(popularity, random.nextDouble());
        }
        long start = System.nanoTime();
        for (int i = 0; i < streams.length; i++) {
            chosen[i] = place(loads, edges, streams[i]);
        }
        double micros = (System.nanoTime() - start) / 1e3 / streams.length;
        double maxToMean = maxToMean(edges);
        double edgesPerStream = edgesPerStream(streams, chosen);
        int gone = edges.size() - 1;
        edges.removeLast();
        for (int i = 0; i < streams.length; i++) {
            if (chosen[i] == gone) {
                place(loads, edges, streams[i]);
            }
        }
        return new PlacementReport.Placed(maxToMean, maxToMean(edges), edgesPerStream, micros);
    }

    /** The number of the edge that one more viewer gets. */
    private static int place(BoundedLoads loads, List<EdgeLoad> edges, int stream) {
        var chosen = loads.order(name(stream), edges).getFirst();
        int number = Integer.parseInt(chosen.id());
        edges.set(number, new EdgeLoad(chosen.id(), CAPACITY, chosen.connections() + 1));
        return number;
    }

    private double moved() {
        var all = idle(options.edges());
        var rest = all.subList(0, all.size() - 1);
        int moved = 0;
        for (int i = 0; i < options.streams(); i++) {
            var before = hash.order(name(i), all).getFirst().id();
            moved += before.equals(hash.order(name(i), rest).getFirst().id()) ? 0 : 1;
        }
        return moved / (options.streams() / (double) options.edges());
    }

    private static List<EdgeLoad> idle(int count) {
        var edges = new ArrayList<EdgeLoad>();
        for (int i = 0; i < count; i++) {
            edges.add(new EdgeLoad(String.valueOf(i), CAPACITY, 0));
        }
        return edges;
    }

    private static String name(int stream) {
        return "stream%010d".formatted(stream);
    }

    /** The chance that a viewer watches this stream or one that more watch. */
    private double[] popularity() {
        var chances = new double[options.streams()];
        double sum = 0;
        for (int i = 0; i < chances.length; i++) {
            sum += 1.0 / (i + 1);
            chances[i] = sum;
        }
        for (int i = 0; i < chances.length; i++) {
            chances[i] /= sum;
        }
        return chances;
    }

    private static int stream(double[] popularity, double chance) {
        int found = Arrays.binarySearch(popularity, chance);
        return Math.min(found < 0 ? -found - 1 : found, popularity.length - 1);
    }

    private static double maxToMean(List<EdgeLoad> edges) {
        var loads = edges.stream().mapToDouble(EdgeLoad::connections).summaryStatistics();
        return loads.getMax() / loads.getAverage();
    }

    private double edgesPerStream(int[] streams, int[] chosen) {
        var edges = new BitSet[options.streams()];
        for (int i = 0; i < streams.length; i++) {
            if (edges[streams[i]] == null) {
                edges[streams[i]] = new BitSet();
            }
            edges[streams[i]].set(chosen[i]);
        }
        int watched = 0;
        int sum = 0;
        for (var each : edges) {
            watched += each == null ? 0 : 1;
            sum += each == null ? 0 : each.cardinality();
        }
        return sum / (double) watched;
    }
}
