package tv.headwater.contract.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest sees a publisher send, measured over the last seconds.
 *
 * @param bitrate of video and audio together, bits per second
 * @param droppedMillis media dropped since the session began because the log could not be reached
 * @param lagMillis how much media waits for the log
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SourceHealth(
        @Nullable Video video,
        @Nullable Audio audio,
        long bitrate,
        long droppedMillis,
        long lagMillis) {

    /**
     * @param codec FourCC
     * @param frameRate access units per second
     * @param bitrate bits per second
     * @param keyframeIntervalSeconds the longest of the last few, the one under way among them once it is longer; null before
     *     there were two keyframes, or 10 s without a second one
     * @param bFrames whether pictures come in another order than they are shown in
     * @param codecs RFC 6381, null where the configuration does not say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Video(
            String codec,
            int width,
            int height,
            double frameRate,
            long bitrate,
            @Nullable Double keyframeIntervalSeconds,
            boolean bFrames,
            @Nullable String codecs) {}

    /**
     * @param codec FourCC
     * @param sampleRate Hz
     * @param bitrate bits per second
     * @param codecs RFC 6381, null where the configuration does not say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Audio(
            String codec, int sampleRate, int channels, long bitrate, @Nullable String codecs) {}
}
