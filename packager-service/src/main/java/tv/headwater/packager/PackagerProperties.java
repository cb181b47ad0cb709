package tv.headwater.packager;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tv.headwater.contract.id.NodeId;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.mediahttp.MediaHttpLimits;

/**
 * All configuration, described in {@code packager-service.yml}.
 *
 * @param window how much playlists list
 * @param streamMemoryLimit of one rendition's segments
 * @param memoryLimit of all segments
 * @param idleTimeout after which a stream without media is let go
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
        @NotNull Duration idleTimeout) {

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
}
