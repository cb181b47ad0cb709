package tv.headwater.bench;

import java.util.Locale;

/**
 * What came out, with bounded loads and, for comparison, by hashing alone.
 *
 * @param moved streams whose first edge is another once one edge is gone, as a share of the fair number of streams of one edge
 */
record PlacementReport(
        int edges, int viewers, int streams, Placed bounded, Placed hashed, double moved) {

    /**
     * @param maxToMean connections of the fullest edge, as a multiple of the mean
     * @param afterLeaving likewise, once the viewers of the edge that left have another
     * @param edgesPerStream the mean number of edges that have a viewer of a stream
     * @param microsPerChoice of wall-clock time
     */
    record Placed(
            double maxToMean, double afterLeaving, double edgesPerStream, double microsPerChoice) {}

    String table() {
        var text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%d edges, %d viewers of %d streams%n%n",
                        edges,
                        viewers,
                        streams));
        line(text, "", "bounded", "hash alone", "ratio");
        row(text, "max/mean", bounded.maxToMean(), hashed.maxToMean());
        row(text, "  after one left", bounded.afterLeaving(), hashed.afterLeaving());
        row(text, "edges per stream", bounded.edgesPerStream(), hashed.edgesPerStream());
        row(text, "µs per choice", bounded.microsPerChoice(), hashed.microsPerChoice());
        text.append('\n');
        line(text, "streams moved / (K/n)", number(moved), "", "");
        return text.toString();
    }

    private static void row(StringBuilder text, String name, double ours, double theirs) {
        line(text, name, number(ours), number(theirs), number(ours / theirs));
    }

    private static void line(StringBuilder text, String name, String a, String b, String c) {
        text.append(String.format(Locale.ROOT, "%-22s %10s %10s %8s%n", name, a, b, c));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
