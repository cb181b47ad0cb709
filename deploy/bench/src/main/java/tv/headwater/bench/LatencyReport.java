package tv.headwater.bench;

import java.util.List;
import java.util.Locale;

/**
 * What came out, in milliseconds; of a part it is the time since its last picture.
 *
 * @param load average of the machine, the higher of before and after: above 1 the figures are those of a busy machine
 * @param parts how many were measured
 * @param toLog from the publisher's socket to where everybody can read the picture in Kafka
 * @param readersApart how long after one reader of the log another has the same picture, which is the floor of what this machine does
 * @param logToOrigin from there to the whole part at a viewer of the origin, who had asked for it in advance
 * @param toOrigin from the publisher's socket to that viewer
 * @param toEdge from the publisher's socket to a viewer of the edge, likewise
 */
record LatencyReport(
        int processors,
        double load,
        int parts,
        Spread toLog,
        Spread readersApart,
        Spread logToOrigin,
        Spread toOrigin,
        Spread toEdge) {

    /** By nearest rank. */
    record Spread(double p50, double p99, double max) {

        static Spread of(List<Double> millis) {
            var sorted = millis.stream().sorted().toList();
            return new Spread(
                    LadderBench.quantile(sorted, 0.5),
                    LadderBench.quantile(sorted, 0.99),
                    LadderBench.quantile(sorted, 1));
        }

        private String row(String name) {
            return String.format(Locale.ROOT, "%-34s %8.2f %8.2f %8.2f%n", name, p50, p99, max);
        }
    }

    String table() {
        return String.format(
                        Locale.ROOT,
                        "%-34s %8s %8s %8s%n",
                        "ms, " + parts + " parts, load " + load,
                        "p50",
                        "p99",
                        "max")
                + toLog.row("RTMP in -> picture in the log")
                + readersApart.row("two readers of the log, apart")
                + logToOrigin.row("picture in the log -> origin")
                + toOrigin.row("RTMP in -> part at the origin")
                + toEdge.row("RTMP in -> part at an edge");
    }
}
