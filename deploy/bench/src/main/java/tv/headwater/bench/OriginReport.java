package tv.headwater.bench;

import java.util.List;
import java.util.Locale;

/**
 * What came out. CPU times are microseconds for a second of media.
 *
 * @param packager the median of the rounds, with parts and windows: its thread alone
 * @param process with garbage collection, and compilation where there is some left
 * @param ffmpeg copying the same packets out of a file into fragments of the same length
 * @param muxer {@code ffmpeg} less what it takes to read the packets alone
 * @param ratio of {@code packager} to {@code ffmpeg}
 * @param muxerRatio of {@code packager} to {@code muxer}
 * @param perPart microseconds of CPU time for each part
 * @param perPlaylist likewise for each playlist
 * @param heldBytes of heap for each held request
 * @param releaseMillis from the part that all wait for to the last answer
 */
record OriginReport(
        String ffmpegVersion,
        int processors,
        double mediaSeconds,
        List<Double> packagerRounds,
        List<Double> ffmpegRounds,
        double packager,
        double process,
        double ffmpeg,
        double muxer,
        double ratio,
        double muxerRatio,
        double perPart,
        double perPlaylist,
        int held,
        double heldBytes,
        double releaseMillis) {

    OriginReport {
        packagerRounds = List.copyOf(packagerRounds);
        ffmpegRounds = List.copyOf(ffmpegRounds);
    }

    String table() {
        var text = new StringBuilder();
        line(text, "CPU µs per media s", "packager", "ffmpeg", "ratio");
        for (int i = 0; i < packagerRounds.size(); i++) {
            row(text, "  round " + (i + 1), packagerRounds.get(i), ffmpegRounds.get(i));
        }
        row(text, "  median", packager, ffmpeg);
        row(text, "  without its reading", packager, muxer);
        line(text, "  whole process", number("%.0f", process), "", "");
        line(text, "  per part", number("%.1f", perPart), "", "");
        line(text, "  per playlist", number("%.1f", perPlaylist), "", "");
        text.append('\n');
        line(text, "held requests", String.valueOf(held), "", "");
        line(text, "  heap bytes each", number("%.0f", heldBytes), "", "");
        line(text, "  ms to release all", number("%.1f", releaseMillis), "", "");
        return text.toString();
    }

    private static void row(StringBuilder text, String name, double ours, double theirs) {
        line(
                text,
                name,
                number("%.0f", ours),
                number("%.0f", theirs),
                number("%.3f", ours / theirs));
    }

    private static void line(StringBuilder text, String name, String a, String b, String c) {
        text.append(String.format(Locale.ROOT, "%-22s %10s %10s %8s%n", name, a, b, c));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
