package tv.headwater.packager;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.mediahttp.MediaHttpLimits;
import tv.headwater.packager.dvr.DvrLimits;
import tv.headwater.packager.dvr.Fsync;

/**
 * All configuration, described in {@code packager-service.yml}.
 *
 * @param window how much playlists list
 * @param streamMemoryLimit of one rendition's segments
 * @param memoryLimit of all segments
 * @param idleTimeout after which a stream without media is let go
 * @param dvr what is kept on disk
 */
@Validated
@ConfigurationProperties(prefix = "headwater", ignoreUnknownFields = false)
record PackagerProperties(
        @NotNull KafkaSettings kafka,
        @NotNull @Valid Node node,
        @NotNull @Valid Http http,
        @NotNull Duration window,
        @NotNull DataSize streamMemoryLimit,
        @NotNull DataSize memoryLimit,
        @NotNull Duration idleTimeout,
        @NotNull @Valid Dvr dvr) {

    /**
     * @param baseUrl where edges reach the media server
     * @param publicUrl where viewers reach it, if they may
     */
    record Node(@NotBlank String id, @NotNull URI baseUrl, @Nullable String publicUrl) {

        NodeId nodeId() {
            return new NodeId(id);
        }

        @Nullable String publicUrlOrNull() {
            return publicUrl == null || publicUrl.isBlank() ? null : publicUrl;
        }
    }

    /** The media server. */
    record Http(
            @NotBlank String bindAddress,
            @Min(0) @Max(65535) int port,
            @DefaultValue MediaHttpLimits limits) {}

    /**
     * Segments on disk.
     *
     * @param directory where, empty for nowhere
     * @param maxSize of all its files
     * @param minFree what stays free on the disk
     * @param volumeSize of one file
     * @param queueSize of segments that wait to be written
     * @param concurrentReads from the disk at once
     * @param waitingReads that may wait for those
     * @param retry after a failed write
     * @param fsync when what was written is made to survive a power failure
     */
    record Dvr(
            @Nullable String directory,
            @NotNull DataSize maxSize,
            @NotNull DataSize minFree,
            @NotNull DataSize volumeSize,
            @NotNull DataSize queueSize,
            @Min(1) int concurrentReads,
            @Min(0) int waitingReads,
            @NotNull Duration retry,
            @NotNull Fsync fsync) {

        @Nullable Path directoryOrNull() {
            return directory == null || directory.isBlank() ? null : Path.of(directory);
        }

        DvrLimits limits() {
            return new DvrLimits(
                    maxSize.toBytes(),
                    minFree.toBytes(),
                    volumeSize.toBytes(),
                    queueSize.toBytes(),
                    concurrentReads,
                    waitingReads,
                    retry,
                    fsync);
        }
    }
}
