package tv.headwater.transcode.stream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;

/**
 * How streams are transcoded.
 *
 * @param maxCatchUp a stream that is further behind goes on with the newest segment
 * @param backlogLimit bytes of source kept for each stream
 * @param watchdog a worker that gets pictures and gives out nothing for so long is ended
 * @param firstPicture how long it may take to the first one
 * @param strikes how many workers may die of a segment before it is skipped
 * @param posterInterval between the posters of a stream, zero for none
 * @param maxPixels a source picture with more is refused
 * @param decoderThreads slices decoded at once
 * @param presets of the encoders, empty for a profile's own
 * @param encoders FFmpeg's names of those to try for each codec
 */
public record TranscodeLimits(
        Duration maxCatchUp,
        long backlogLimit,
        Duration watchdog,
        Duration firstPicture,
        int strikes,
        Duration posterInterval,
        int maxPixels,
        int decoderThreads,
        Map<Profile, String> presets,
        Map<VideoCodec, List<String>> encoders) {

    private static final Duration NEWEST = Duration.ofSeconds(5);

    public TranscodeLimits {
        presets = Map.copyOf(presets);
        encoders = Map.copyOf(encoders);
    }

    /** What a stream that is too far behind goes on with is no older than this; were it older than what may be caught up with, it never would. */
    Duration newest() {
        return maxCatchUp.compareTo(NEWEST) < 0 ? maxCatchUp : NEWEST;
    }
}
