package tv.headwater.contract.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.stream.Encryption;
import tv.headwater.contract.stream.Ladder;
import tv.headwater.contract.stream.LatencyMode;
import tv.headwater.contract.stream.PlaybackPolicy;
import tv.headwater.contract.stream.StreamStatus;

/**
 * A live stream as the REST API shows it. What is null is absent in JSON. Who is neither its owner nor an admin gets the
 * public view, without {@code metadata}, {@code ingest}, {@code ladder}, {@code reconnectWindowSeconds},
 * {@code recording} and {@code encryption}.
 *
 * @param owner user name
 * @param renditions empty while nothing is known of them
 * @param startedAt when the newest broadcast had its first segment
 * @param endedAt when it ended; absent while it runs
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LiveStream(
        StreamId id,
        String title,
        @Nullable String description,
        List<String> tags,
        @Nullable Map<String, String> metadata,
        String owner,
        StreamStatus status,
        @Nullable Ingest ingest,
        Playback playback,
        PlaybackPolicy playbackPolicy,
        LatencyMode latencyMode,
        @Nullable Ladder ladder,
        List<PlayableRendition> renditions,
        int dvrWindowSeconds,
        @Nullable Integer reconnectWindowSeconds,
        @Nullable Recording recording,
        @Nullable Encryption encryption,
        long viewerCount,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    public LiveStream {
        tags = List.copyOf(tags);
        metadata =
                metadata == null
                        ? null
                        : Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        renditions = List.copyOf(renditions);
    }

    /**
     * Where to publish: to {@code rtmpUrl/streamKey}.
     *
     * @param streamKey only in the answer that created it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Ingest(
            String rtmpUrl,
            @Nullable String rtmpsUrl,
            @Nullable String srtUrl,
            @Nullable String streamKey) {

        @Override
        public String toString() {
            return "Ingest[rtmpUrl=" + rtmpUrl + ", streamKey=***]";
        }
    }

    /**
     * Where to watch.
     *
     * @param dashUrl absent where the stream is encrypted, which DASH does not have
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Playback(
            String hlsUrl, @Nullable String dashUrl, String posterUrl, String pageUrl) {}

    /**
     * What can be played now, as far as the nodes that make it have said.
     *
     * @param name {@code source}, or a rung of the ladder
     * @param width and {@code height} in luma samples; absent, as {@code frameRate} is, where there is no video
     * @param frameRate in frames per second
     * @param codecs RFC 6381, video and audio; the FourCC alone where no more is known
     * @param bandwidth in bits per second, with audio: of the source as measured, of a rung as its encoder aims at
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PlayableRendition(
            String name,
            @Nullable Integer width,
            @Nullable Integer height,
            @Nullable Double frameRate,
            String codecs,
            @Nullable Long bandwidth) {}
}
