package tv.headwater.transcode.worker.encode;

import java.util.List;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.ladder.RungPlan;

/**
 * What to encode how.
 *
 * @param encoders FFmpeg's names of encoders of the rung's codec, in the order in which they are tried
 * @param preset the encoder's own name for one, empty for the profile's
 * @param frameRate of the source, about
 * @param threads the encoder may use, at least 1
 */
public record EncoderSettings(
        RungPlan rung,
        Profile profile,
        List<String> encoders,
        String preset,
        FrameRate frameRate,
        Colour colour,
        int threads) {

    /** What one thread of an H.264 encoder does with ease, in luma samples per second. */
    private static final double SAMPLES_PER_THREAD = 1920 * 1080 * 30.0;

    public EncoderSettings {
        encoders = List.copyOf(encoders);
        if (encoders.isEmpty()) {
            throw new IllegalArgumentException("no encoder is named for " + rung.codec().json());
        }
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads are less than 1");
        }
    }

    /** How many threads a rung's encoder is worth, at most as many as there are processors. */
    public static int threads(RungPlan rung, double frameRate) {
        double samples =
                rung.width()
                        * rung.height()
                        * frameRate
                        * (rung.codec() == VideoCodec.H264 ? 1 : 4);
        int processors = Runtime.getRuntime().availableProcessors();
        return Math.clamp((int) Math.ceil(samples / SAMPLES_PER_THREAD), 1, processors);
    }

    /** Bits per second that no second exceeds. */
    int maxBitrate() {
        return (int) (rung.videoBitrate() * 1.1);
    }
}
