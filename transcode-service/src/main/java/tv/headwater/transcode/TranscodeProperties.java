package tv.headwater.transcode;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.contract.stream.VideoCodec;
import tv.headwater.transcode.ladder.Profile;
import tv.headwater.transcode.log.SourceMediaTopic;
import tv.headwater.transcode.process.ProcessSettings;
import tv.headwater.transcode.stream.TranscodeLimits;

/** All configuration, described in {@code transcode-service.yml}. */
@Validated
@ConfigurationProperties(prefix = "headwater", ignoreUnknownFields = false)
record TranscodeProperties(
        @NotNull KafkaSettings kafka,
        @NotNull @Valid Node node,
        @NotNull @Valid Transcode transcode,
        @NotNull @Valid WorkerProcess worker) {

    /**
     * @param baseUrl where the node's health is
     */
    record Node(@NotBlank String id, @NotNull URI baseUrl) {

        NodeId nodeId() {
            return new NodeId(id);
        }
    }

    /** How streams are transcoded; see {@link TranscodeLimits}. */
    record Transcode(
            @Min(0) double capacity,
            @NotNull Duration heartbeat,
            @NotNull Duration maxCatchUp,
            @NotNull DataSize backlogLimit,
            @NotNull Duration watchdog,
            @NotNull Duration firstPicture,
            @Min(1) @Max(100) int strikes,
            @NotNull Duration posterInterval,
            @Min(1) int maxPixels,
            @Min(1) @Max(16) int decoderThreads,
            @NotNull Presets presets,
            @NotNull @Valid Encoders encoders) {

        private static final double SHARE_OF_PROCESSORS = 0.8;

        /** In encoder-seconds per second. */
        double usableCapacity() {
            return capacity > 0
                    ? capacity
                    : SHARE_OF_PROCESSORS * Runtime.getRuntime().availableProcessors();
        }

        /**
         * @throws IllegalArgumentException if a value is out of its bounds
         */
        SourceMediaTopic.Limits laneLimits() {
            return new SourceMediaTopic.Limits(maxCatchUp, heartbeat);
        }

        TranscodeLimits limits() {
            return new TranscodeLimits(
                    maxCatchUp,
                    backlogLimit.toBytes(),
                    watchdog,
                    firstPicture,
                    strikes,
                    posterInterval,
                    maxPixels,
                    decoderThreads,
                    Map.of(
                            Profile.LOW_LATENCY,
                            presets.lowLatency(),
                            Profile.QUALITY,
                            presets.quality()),
                    Map.of(
                            VideoCodec.H264,
                            encoders.h264(),
                            VideoCodec.HEVC,
                            encoders.hevc(),
                            VideoCodec.AV1,
                            encoders.av1()));
        }
    }

    /** By profile; empty for the profile's own. */
    record Presets(@NotNull String lowLatency, @NotNull String quality) {}

    /** FFmpeg's names, by codec. */
    record Encoders(
            @NotEmpty List<String> h264, @NotEmpty List<String> hevc, @NotEmpty List<String> av1) {}

    /** See {@link ProcessSettings}. */
    record WorkerProcess(
            int spares,
            @NotNull Duration readyTimeout,
            @NotNull Duration exitTimeout,
            @NotNull DataSize heap,
            int posterNice,
            @DefaultValue("") String libraryCache,
            @DefaultValue("") String directory,
            @DefaultValue List<String> options) {

        /**
         * @throws IllegalArgumentException if a value is out of its bounds
         */
        ProcessSettings settings() {
            return new ProcessSettings(
                    spares,
                    readyTimeout,
                    exitTimeout,
                    heap,
                    posterNice,
                    path(libraryCache),
                    path(directory),
                    options);
        }

        private static @Nullable Path path(String text) {
            return text.isBlank() ? null : Path.of(text);
        }
    }
}
