package tv.headwater.contract.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.node.LadderHealth;
import tv.headwater.contract.node.SourceHealth.Audio;
import tv.headwater.contract.node.SourceHealth.Video;
import tv.headwater.contract.stream.StreamStatus;

/**
 * How a live stream does at the moment. What is null is absent in JSON: what nobody publishes has neither video nor audio.
 *
 * @param status the worst of its issues
 * @param issues worst first
 * @param bitrate of video and audio together, bits per second
 * @param ladder how the transcode goes
 * @param measuredAt when the newest of these figures was taken
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StreamHealth(
        StreamId streamId,
        StreamStatus streamStatus,
        Status status,
        List<Issue> issues,
        @Nullable Video video,
        @Nullable Audio audio,
        @Nullable Long bitrate,
        @Nullable LadderHealth ladder,
        @Nullable Instant measuredAt) {

    public StreamHealth {
        issues = List.copyOf(issues);
    }

    /** In the order of their gravity. */
    public enum Status {
        @JsonProperty("good")
        GOOD,
        @JsonProperty("warning")
        WARNING,
        @JsonProperty("bad")
        BAD
    }

    /**
     * One thing that could be better.
     *
     * @param code stable, in snake case: {@link IssueCode#code}
     * @param message a sentence with the value and the limit
     */
    public record Issue(String code, Status severity, String message) {}

    /** The stable codes. */
    public enum IssueCode {
        /** The stream is live and its publisher gone. */
        PUBLISHER_LOST,
        /** Segments, and with them latency, follow the publisher's keyframes. */
        KEYFRAME_INTERVAL_LONG,
        FRAME_RATE_LOW,
        BITRATE_LOW,
        /** More than what viewers' connections and our ladder are made for. */
        BITRATE_HIGH,
        VIDEO_MISSING,
        AUDIO_MISSING,
        /** Whole groups of pictures were dropped at ingest, because the log was away for too long. */
        MEDIA_DROPPED,
        /** What the publisher sends waits for the log. */
        LOG_LAG,
        /** A ladder is wanted and no transcoder has the stream. */
        TRANSCODE_MISSING,
        /** The ladder falls behind the source. */
        TRANSCODE_LAG,
        /** Rungs are left out, because the transcoder cannot keep up. */
        TRANSCODE_SHED,
        /** Segments that no worker survived are missing from the ladder. */
        TRANSCODE_SKIPPED,
        /** The publisher sends what cannot be decoded. */
        DECODE_ERRORS;

        /** As it stands in JSON: {@code keyframe_interval_long}. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
