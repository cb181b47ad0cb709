package tv.headwater.bench;

import java.util.List;
import java.util.Locale;

/**
 * What came out. Times are CPU seconds for a second of media, latencies milliseconds from a record in to a record out.
 *
 * @param ffmpeg version and origin of the program compared with
 * @param worker the median of the rounds, of a worker that has done the clip before
 * @param workerFirst of one that has just started: its code is not compiled yet
 * @param ratio of {@code worker} to {@code cli}
 * @param startCpuSeconds CPU time before a worker's first record
 */
record LadderReport(
        String source,
        String profile,
        String ffmpeg,
        int processors,
        double mediaSeconds,
        List<String> rungs,
        List<Double> workerRounds,
        List<Double> cliRounds,
        double worker,
        double workerFirst,
        double cli,
        double ratio,
        double ratioFirst,
        double startCpuSeconds,
        double realTimeWorker,
        double latencyP50,
        double latencyP95,
        double latencyMax,
        long residentBytes) {

    LadderReport {
        rungs = List.copyOf(rungs);
        workerRounds = List.copyOf(workerRounds);
        cliRounds = List.copyOf(cliRounds);
    }

    String table() {
        var text = new StringBuilder();
        line(text, "source", source + ", " + number("%.1f", mediaSeconds) + " s");
        line(text, "ladder", String.join(", ", rungs) + ", " + profile);
        line(text, "ffmpeg", ffmpeg);
        line(text, "processors", String.valueOf(processors));
        text.append('\n');
        line(text, "CPU s per media s", "worker", "ffmpeg", "ratio");
        for (int i = 0; i < workerRounds.size(); i++) {
            row(text, "  round " + (i + 1), workerRounds.get(i), cliRounds.get(i));
        }
        row(text, "  median", worker, cli);
        row(text, "  just started", workerFirst, cli);
        line(text, "  in real time", number("%.3f", realTimeWorker), "", "");
        text.append('\n');
        line(
                text,
                "latency, ms",
                "p50 "
                        + number("%.1f", latencyP50)
                        + "   p95 "
                        + number("%.1f", latencyP95)
                        + "   max "
                        + number("%.1f", latencyMax));
        line(
                text,
                "memory of the worker",
                number("%.0f", residentBytes / 1048576.0) + " MiB resident at most");
        return text.toString();
    }

    private static void row(StringBuilder text, String name, double ours, double theirs) {
        line(
                text,
                name,
                number("%.3f", ours),
                number("%.3f", theirs),
                number("%.3f", ours / theirs));
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-22s %s%n", name, value));
    }

    private static void line(StringBuilder text, String name, String a, String b, String c) {
        text.append(String.format(Locale.ROOT, "%-22s %8s %8s %8s%n", name, a, b, c));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
