package tv.headwater.bench;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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

    private static final Map<String, @Nullable String> USUAL = new HashMap<>();

    static {
        USUAL.put("--seconds", "30");
        USUAL.put("--size", "1920x1080");
        USUAL.put("--rate", "30");
        USUAL.put("--rounds", "3");
        USUAL.put("--decoder-threads", "1");
        USUAL.put("--profile", "low-latency");
        USUAL.put("--clip", null);
        USUAL.put("--out", "bench-ladder.json");
    }

    /**
     * @param args the first says {@code ladder}
     * @throws IllegalArgumentException with a sentence
     */
    static LadderOptions parse(String[] args) {
        var given = Arguments.parse(args, USUAL);
        var size = given.value("--size");
        var sides = size.split("x", -1);
        if (sides.length != 2) {
            throw new IllegalArgumentException("--size " + size + " is not like 1920x1080");
        }
        var clip = given.find("--clip");
        return new LadderOptions(
                given.number("--seconds", 6, 600),
                Arguments.number("--size", sides[0], 64, 7680),
                Arguments.number("--size", sides[1], 64, 4320),
                given.number("--rate", 1, 120),
                given.number("--rounds", 1, 20),
                given.number("--decoder-threads", 1, 16),
                profile(given.value("--profile")),
                clip == null ? null : Path.of(clip),
                Path.of(given.value("--out")));
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
}
