package tv.headwater.transcode.worker.encode;

/** Pictures per second as a fraction: encoders ration bits by it. */
public record FrameRate(int numerator, int denominator) {

    public FrameRate {
        if (numerator <= 0 || denominator <= 0) {
            throw new IllegalArgumentException(
                    "frame rate " + numerator + "/" + denominator + " is not above 0");
        }
    }
}
