package tv.headwater.bench;

import java.nio.file.Path;
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

    private static final LadderOptions USUAL =
            new LadderOptions(
                    30,
                    1920,
                    1080,
                    30,
                    3,
                    1,
                    Profile.LOW_LATENCY,
                    null,
                    Path.of("bench-ladder.json"));

    /**
     * @param args the first says {@code ladder}
     * @throws IllegalArgumentException with a sentence
     */
    static LadderOptions parse(String[] args) {
        var options = USUAL;
        for (int i = 1; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + " needs a value");
            }
            options = options.with(args[i], args[i + 1]);
        }
        return options;
    }

    private LadderOptions with(String option, String value) {
        return switch (option) {
            case "--seconds" ->
                    new LadderOptions(
                            number(option, value, 6, 600),
                            width,
                            height,
                            frameRate,
                            rounds,
                            decoderThreads,
                            profile,
                            clip,
                            out);
            case "--size" -> {
                var sides = value.split("x", -1);
                if (sides.length != 2) {
                    throw new IllegalArgumentException(
                            option + " " + value + " is not like 1920x1080");
                }
                yield new LadderOptions(
                        seconds,
                        number(option, sides[0], 64, 7680),
                        number(option, sides[1], 64, 4320),
                        frameRate,
                        rounds,
                        decoderThreads,
                        profile,
                        clip,
                        out);
            }
            case "--rate" ->
                    new LadderOptions(
                            seconds,
                            width,
                            height,
                            number(option, value, 1, 120),
                            rounds,
                            decoderThreads,
                            profile,
                            clip,
                            out);
            case "--rounds" ->
                    new LadderOptions(
                            seconds,
                            width,
                            height,
                            frameRate,
                            number(option, value, 1, 20),
                            decoderThreads,
                            profile,
                            clip,
                            out);
            case "--decoder-threads" ->
                    new LadderOptions(
                            seconds,
                            width,
                            height,
                            frameRate,
                            rounds,
                            number(option, value, 1, 16),
                            profile,
                            clip,
                            out);
            case "--profile" ->
                    new LadderOptions(
                            seconds,
                            width,
                            height,
                            frameRate,
                            rounds,
                            decoderThreads,
                            profile(value),
                            clip,
                            out);
            case "--clip" ->
                    new LadderOptions(
                            seconds,
                            width,
                            height,
                            frameRate,
                            rounds,
                            decoderThreads,
                            profile,
                            Path.of(value),
                            out);
            case "--out" ->
                    new LadderOptions(
                            seconds,
                            width,
                            height,
                            frameRate,
                            rounds,
                            decoderThreads,
                            profile,
                            clip,
                            Path.of(value));
            default ->
                    throw new IllegalArgumentException(
                            "unknown option " + option + " for bench ladder");
        };
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
