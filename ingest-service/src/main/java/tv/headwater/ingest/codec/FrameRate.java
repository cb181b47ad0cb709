package tv.headwater.ingest.codec;

import static tv.headwater.contract.media.MediaRecord.TICKS_PER_SECOND;

import org.jspecify.annotations.Nullable;

/** Pictures per second, as an encoder declares them. */
public record FrameRate(double perSecond) {

    static final double MIN = 1;
    static final double MAX = 240;

    public FrameRate {
        if (!(perSecond >= MIN && perSecond <= MAX)) {
            throw new IllegalArgumentException(
                    "frame rate " + perSecond + " is not in " + MIN + ".." + MAX);
        }
    }

    /** Null for what no camera has: encoders also declare 0, 1000 or the rate of their clock. */
    public static @Nullable FrameRate plausible(double perSecond) {
        return perSecond >= MIN && perSecond <= MAX ? new FrameRate(perSecond) : null;
    }

    /** Of timing information that counts {@code clock} units a second and {@code perPicture} of them to a picture. */
    static @Nullable FrameRate plausible(long clock, long perPicture) {
        return perPicture == 0 ? null : plausible((double) clock / perPicture);
    }

    /** How long a picture is shown, in ticks, with their fraction. */
    public double ticksPerPicture() {
        return TICKS_PER_SECOND / perSecond;
    }
}
