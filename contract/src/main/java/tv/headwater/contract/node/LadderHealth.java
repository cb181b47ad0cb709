package tv.headwater.contract.node;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.Rendition;

/**
 * How the transcode of one stream goes.
 *
 * @param rungs from the highest to the lowest; none before the first picture
 * @param speed media seconds transcoded per second of work: 1 is just enough, less falls behind
 * @param lagMillis media between the newest source unit read and the newest picture given out
 * @param restarts of its worker since this node has the stream
 * @param skippedSegments that no worker survived, since this node has the stream
 * @param decodeErrors access units that could not be decoded, since this node has the stream
 */
public record LadderHealth(
        List<Rung> rungs,
        double speed,
        long lagMillis,
        int restarts,
        long skippedSegments,
        long decodeErrors) {

    public LadderHealth {
        rungs = List.copyOf(rungs);
    }

    /**
     * @param codec FourCC
     * @param encoder FFmpeg's name of it
     * @param codecs RFC 6381; null before the encoder has said its configuration
     * @param bitrate the encoder aims at, bits per second; null where it is not known
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rung(
            Rendition name,
            String codec,
            int width,
            int height,
            String encoder,
            State state,
            @Nullable String codecs,
            @Nullable Long bitrate) {

        public Rung(
                Rendition name, String codec, int width, int height, String encoder, State state) {
            this(name, codec, width, height, encoder, state, null, null);
        }
    }

    /** What a rung does. */
    public enum State {
        @JsonProperty("running")
        RUNNING,
        /** Left out for a while, because the node cannot keep up. */
        @JsonProperty("shed")
        SHED
    }
}
