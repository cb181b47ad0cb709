package tv.headwater.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tv.headwater.transcode.ladder.Profile;

/**
 * What to measure the ladder with.
 *
 * @param seconds of media, 6 to 600
 * @param width and {@code height} and {@code frameRate} of the clip that is made where none is given
 * @param rounds how often CPU time is measured of each
 * @param decoderThreads of both, 1 to 16
 * @param clip with H.264 or H.265 in MP4, Matroska or MPEG-TS; null for one that is made
 * @param out where the JSON goes
 */
record LadderOptions(
        int seconds,
        int width,
        int height,
        int frameRate,
        int rounds,
        int decoderThreads,
        Profile profile,
        @Nullable Path clip,
        Path out) {

    private static final Map<String, String> USUAL =
            Map.of(
                    "--seconds", "30",
                    "--size", "1920x1080",
                    "--rate", "30",
                    "--rounds", "3",
                    "--decoder-threads", "1",
                    "--profile", "low-latency",
                    "--out", "bench-ladder.json");

    /**
     * @param args the first says {@code ladder}
     * @throws IllegalArgumentException with a sentence
     */
    static LadderOptions parse(String[] args) {
        Map<String, @Nullable String> values = new HashMap<>(USUAL);
        values.put("--clip", null);
        for (int i = 1; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            if (!values.containsKey(args[i])) {
                throw new IllegalArgumentException(
                        "unknown option " + args[i] + " for bench ladder");
            }
            values.put(args[i], args[i + 1]);
        }
        return of(values);
    }

    private static LadderOptions of(Map<String, @Nullable String> values) {
        var size = value(values, "--size");
        var sides = size.split("x", -1);
        if (sides.length != 2) {
            throw new IllegalArgumentException("--size " + size + " is not like 1920x1080");
        }
        var clip = values.get("--clip");
        return new LadderOptions(
                number("--seconds", value(values, "--seconds"), 6, 600),
                number("--size", sides[0], 64, 7680),
                number("--size", sides[1], 64, 4320),
                number("--rate", value(values, "--rate"), 1, 120),
                number("--rounds", value(values, "--rounds"), 1, 20),
                number("--decoder-threads", value(values, "--decoder-threads"), 1, 16),
                profile(value(values, "--profile")),
                clip == null ? null : Path.of(clip),
                Path.of(value(values, "--out")));
    }

    private static String value(Map<String, @Nullable String> values, String option) {
        return Objects.requireNonNull(values.get(option));
    }

    private static Profile profile(String value) {
        return switch (value) {
            case "low-latency" -> Profile.LOW_LATENCY;
            case "quality" -> Profile.QUALITY;
            default ->
                    throw new IllegalArgumentException(
                            "--profile " + value + " is not low-latency or quality");
        };
    }

    private static int number(String option, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                option + " " + value + " is not in " + least + ".." + most);
    }
}
