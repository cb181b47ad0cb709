package tv.headwater.transcode.ladder;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.VideoCodec;

/** Chooses the rungs of a ladder for one source. Nothing is ever scaled up. */
public final class LadderPlan {

    /** Above this a source counts as one of 48, 50 or 60 frames per second; measured rates of 30 waver a little. */
    private static final double HIGH_FRAME_RATE = 31;

    private static final double HIGH_FRAME_RATE_FACTOR = 1.4;

    /** What H.264 needs at up to 30 frames per second. */
    private record Step(int height, int videoBitrate) {}

    private static final List<Step> STEPS =
            List.of(
                    new Step(1080, 4_500_000),
                    new Step(720, 2_500_000),
                    new Step(480, 1_200_000),
                    new Step(360, 700_000),
                    new Step(240, 350_000));

    private LadderPlan() {}

    /**
     * The rungs for a source, from the highest to the lowest; none if the ladder is the source alone or the source is smaller
     * than every rung. A rung's height is that of the shorter side, so an upright picture stays upright.
     *
     * @param displayWidth and {@code displayHeight} of the source as it is to be seen, with its sample aspect ratio applied
     * @param frameRate in frames per second, 0 where unknown
     * @throws IllegalArgumentException if the picture has no size, or the frame rate is none
     */
    public static List<RungPlan> choose(
            Ladder ladder, int displayWidth, int displayHeight, double frameRate) {
        if (displayWidth < 1 || displayHeight < 1) {
            throw new IllegalArgumentException(
                    "picture of " + displayWidth + "x" + displayHeight + " has no size");
        }
        if (!(frameRate >= 0 && frameRate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("frame rate " + frameRate + " is none");
        }
        return switch (ladder) {
            case Ladder.Source s -> List.of();
            case Ladder.Auto a -> auto(displayWidth, displayHeight, frameRate);
            case Ladder.Rungs rungs -> explicit(rungs.rungs(), displayWidth, displayHeight);
        };
    }

    /**
     * Bits per second for a rung that {@link Ladder.Auto} would make of another codec.
     *
     * @param bitrate what H.264 needs at up to 30 frames per second
     */
    static int bitrate(int bitrate, VideoCodec codec, double frameRate) {
        double byCodec =
                switch (codec) {
                    case H264 -> 1;
                    case HEVC -> 0.65;
                    case AV1 -> 0.6;
                };
        double byRate = frameRate > HIGH_FRAME_RATE ? HIGH_FRAME_RATE_FACTOR : 1;
        return (int) Math.round(bitrate * byCodec * byRate);
    }

    private static List<RungPlan> auto(int width, int height, double frameRate) {
        List<RungPlan> plan = new ArrayList<>();
        for (var step : STEPS) {
            if (step.height() < Math.min(width, height)) {
                plan.add(
                        scaled(
                                new Rendition(step.height() + "p"),
                                step.height(),
                                bitrate(step.videoBitrate(), VideoCodec.H264, frameRate),
                                VideoCodec.H264,
                                width,
                                height));
            }
        }
        return List.copyOf(plan);
    }

    private static List<RungPlan> explicit(List<Ladder.Rung> rungs, int width, int height) {
        return rungs.stream()
                .filter(rung -> rung.height() <= Math.min(width, height))
                .sorted(
                        Comparator.comparingInt(Ladder.Rung::height)
                                .thenComparingInt(Ladder.Rung::videoBitrate)
                                .reversed())
                .map(rung ->
                        scaled(
                                rung.name(),
                                rung.height(),
                                rung.videoBitrate(),
                                rung.codec(),
                                width,
                                height))
                .toList();
    }

    private static RungPlan scaled(
            Rendition name, int shortSide, int bitrate, VideoCodec codec, int width, int height) {
        int longSide =
                evenRound((double) shortSide * Math.max(width, height) / Math.min(width, height));
        return width >= height
                ? new RungPlan(name, longSide, shortSide, bitrate, codec)
                : new RungPlan(name, shortSide, longSide, bitrate, codec);
    }

    private static int evenRound(double samples) {
        return 2 * (int) Math.round(samples / 2);
    }
}
