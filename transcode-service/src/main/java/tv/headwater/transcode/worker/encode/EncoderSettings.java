package tv.headwater.transcode.worker.encode;

import java.util.List;
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

    public EncoderSettings {
        encoders = List.copyOf(encoders);
        if (encoders.isEmpty()) {
            throw new IllegalArgumentException("no encoder is named for " + rung.codec().json());
        }
        if (threads < 1) {
            throw new IllegalArgumentException(threads + " threads are less than 1");
        }
    }

    /** Bits per second that no second exceeds. */
    int maxBitrate() {
        return (int) (rung.videoBitrate() * 1.1);
    }
}
