package tv.headwater.edge;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.edge.origin.Origins;
import tv.headwater.mediahttp.MediaHttpLimits;

/**
 * What {@code edge-service.yml} sets under {@code headwater}.
 *
 * @param origins base URLs of packagers that are asked beside those that announce themselves
 */
@Validated
@ConfigurationProperties(prefix = "headwater", ignoreUnknownFields = false)
record EdgeProperties(
        @NotNull KafkaSettings kafka,
        @NotNull @Valid Node node,
        @NotNull @Valid Http http,
        @NotNull @Valid Cache cache,
        @NotNull @Valid Origin origin,
        List<URI> origins) {

    EdgeProperties {
        origins = origins == null ? List.of() : origins.stream().map(EdgeProperties::base).toList();
    }

    /**
     * This edge in the cluster.
     *
     * @param publicUrl where viewers reach it; {@code {host}} stands for the host they asked the gateway by
     */
    record Node(@NotBlank String id, @NotNull URI baseUrl, @NotBlank String publicUrl) {}

    /** Where viewers are answered, and what they may do. */
    record Http(
            @NotBlank String bindAddress, @Min(0) @Max(65_535) int port, MediaHttpLimits limits) {
        Http {
            limits = limits == null ? MediaHttpLimits.defaults() : limits;
        }
    }

    /**
     * @param size of all bodies kept
     * @param staleIfError how long past its time a playlist may stand in for origins that fail
     */
    record Cache(@NotNull DataSize size, @NotNull Duration staleIfError) {}

    /**
     * How origins are asked.
     *
     * @param responseTimeout until an answer's last byte
     * @param maxBody of one object
     * @param heldTimeout likewise, for what the origin may hold until it is published
     * @param maxFetches at once
     * @param maxHeld likewise, of requests that origins may hold
     * @param breakerOpen how long an origin that fails is left alone
     */
    record Origin(
            @NotNull Duration connectTimeout,
            @NotNull Duration responseTimeout,
            @NotNull Duration heldTimeout,
            @NotNull DataSize maxBody,
            @Min(1) int maxFetches,
            @Min(1) int maxHeld,
            @NotNull Duration breakerOpen) {

        Origins.Limits limits() {
            return new Origins.Limits(
                    responseTimeout, heldTimeout, maxFetches, maxHeld, breakerOpen);
        }
    }

    private static URI base(URI url) {
        if (!"http".equals(url.getScheme()) || url.getAuthority() == null) {
            throw new IllegalArgumentException(
                    "headwater.origins: " + url + " is not of the form http://host:port");
        }
        var text = url.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }
}
