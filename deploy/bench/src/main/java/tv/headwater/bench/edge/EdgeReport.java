package tv.headwater.bench.edge;

import java.util.List;
import java.util.Locale;

/** What came out, of Headwater's edge first and then of each peer that is installed. */
record EdgeReport(int processors, List<Cache> caches) {

    EdgeReport {
        caches = List.copyOf(caches);
    }

    /**
     * One cache's figures.
     *
     * @param part microseconds of CPU time for a cached part of 64 KiB, the median of the rounds
     * @param playlist likewise for a cached playlist of 1 KiB
     * @param viewersPerCore of low-latency HLS at 2.5 Mb/s in parts of 200 ms, each part with a playlist reload
     * @param herd of viewers that wait for one part
     * @param held of playlist requests that wait
     */
    record Cache(
            String name,
            double part,
            double playlist,
            double viewersPerCore,
            Waiting herd,
            Waiting held) {}

    /**
     * Many who wait for one object.
     *
     * @param viewers that wait
     * @param fetches of the object that the origin saw
     * @param bytes of the cache's memory for each of them; not measured for a few
     * @param median milliseconds from the object's publication until a viewer had it
     * @param last likewise, until all had it
     */
    record Waiting(int viewers, int fetches, double bytes, double median, double last) {}

    String table() {
        var ours = caches.getFirst();
        var text = new StringBuilder();
        line(text, "", "headwater", peer(1), peer(2), "ratio");
        row(text, "CPU µs, 64 KiB part", "%.1f", c -> c.part());
        row(text, "CPU µs, 1 KiB playlist", "%.1f", c -> c.playlist());
        row(text, "LL-HLS viewers per core", "%.0f", c -> c.viewersPerCore());
        line(text, ours.herd().viewers() + " wait for a part", "", "", "", "");
        row(text, "  fetches", "%.0f", c -> c.herd().fetches());
        row(text, "  ms, median", "%.1f", c -> c.herd().median());
        row(text, "  ms, last", "%.1f", c -> c.herd().last());
        line(text, ours.held().viewers() + " held reloads", "", "", "", "");
        row(text, "  fetches", "%.0f", c -> c.held().fetches());
        row(text, "  bytes each", "%.0f", c -> c.held().bytes());
        row(text, "  ms, last", "%.1f", c -> c.held().last());
        return text.append("ratio: headwater to the first peer\n").toString();
    }

    private interface Figure {
        double of(Cache cache);
    }

    private String peer(int index) {
        return index < caches.size() ? caches.get(index).name() : "";
    }

    private void row(StringBuilder text, String name, String format, Figure figure) {
        var cells = new String[] {"", "", ""};
        for (int i = 0; i < caches.size(); i++) {
            cells[i] = String.format(Locale.ROOT, format, figure.of(caches.get(i)));
        }
        var ratio =
                caches.size() < 2
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "%.3f",
                                figure.of(caches.get(0)) / figure.of(caches.get(1)));
        line(text, name, cells[0], cells[1], cells[2], ratio);
    }

    private static void line(
            StringBuilder text, String name, String a, String b, String c, String ratio) {
        text.append(String.format(Locale.ROOT, "%-26s %10s %10s %10s %8s%n", name, a, b, c, ratio));
    }
}
