package tv.headwater.edge;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;
import tv.headwater.access.PlaybackTokens;
import tv.headwater.contract.log.KafkaSettings;
import tv.headwater.edge.audience.Viewers;
import tv.headwater.edge.cmcd.PlaybackMeters;
import tv.headwater.edge.origin.Origins;
import tv.headwater.mediahttp.MediaHttpLimits;
import tv.headwater.tls.TlsPort;

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
        @NotNull @Valid Access access,
        @NotNull @Valid Audience audience,
        @NotNull @Valid Playback playback,
        @NotNull @Valid Cache cache,
        @NotNull @Valid Origin origin,
        List<URI> origins) {

    EdgeProperties {
        origins = origins == null ? List.of() : origins.stream().map(EdgeProperties::base).toList();
        if (origin != null
                && node != null
                && node.baseUrl() != null
                && origin.parents().contains(node.baseUrl())) {
            throw new IllegalArgumentException(
                    "headwater.origin.parents: " + node.baseUrl() + " is this edge itself");
        }
    }

    /**
     * This edge in the cluster.
     *
     * @param publicUrl where viewers reach it; {@code {host}} stands for the host they asked the gateway by
     * @param drain how long it goes on serving after it said that it ends
     */
    record Node(
            @NotBlank String id,
            @NotNull URI baseUrl,
            @NotBlank String publicUrl,
            @NotNull Duration drain) {}

    /** Where viewers are answered, and what they may do. */
    record Http(
            @NotBlank String bindAddress,
            @Min(0) @Max(65_535) int port,
            @Nullable TlsPort tls,
            MediaHttpLimits limits) {
        Http {
            limits = limits == null ? MediaHttpLimits.defaults() : limits;
        }
    }

    /**
     * How playback tokens are checked.
     *
     * @param maxTokens that are remembered
     * @param maxChecks of signatures that wait
     */
    record Access(@Min(1) int maxTokens, @Min(1) int maxChecks) {

        PlaybackTokens.Limits limits() {
            return new PlaybackTokens.Limits(maxTokens, maxChecks);
        }
    }

    /**
     * How viewers are told apart.
     *
     * @param cookies whether players without a session get one
     */
    record Audience(
            boolean cookies, @Min(1) int maxViewers, @Min(1) @Max(500_000) int maxViewersOfStream) {

        Viewers.Limits limits() {
            return new Viewers.Limits(maxViewers, maxViewersOfStream);
        }
    }

    /** What players' reports are added up by. */
    record Playback(@Min(0) int maxStreams, @Min(1) int maxSessions) {

        PlaybackMeters.Limits limits() {
            return new PlaybackMeters.Limits(maxStreams, maxSessions);
        }
    }

    /**
     * @param size of all bodies kept
     * @param staleIfError how long past its time a playlist may stand in for origins that fail
     * @param maxPrefetches fetches at once before anybody asked
     */
    record Cache(
            @NotNull DataSize size, @NotNull Duration staleIfError, @Min(0) int maxPrefetches) {}

    /**
     * How origins are asked.
     *
     * @param responseTimeout until an answer's last byte
     * @param maxBody of one object
     * @param heldTimeout likewise, for what the origin may hold until it is published
     * @param maxFetches at once
     * @param maxHeld likewise, of requests that origins may hold
     * @param breakerOpen how long an origin that fails is left alone
     * @param hedgeAfter how long an origin may be silent before the next is asked too
     * @param heldHedgeAfter likewise, where it may hold the request
     * @param hedgeShare of fetches that may be made twice for that
     * @param parents base URLs of edges that are asked instead of packagers
     */
    record Origin(
            @NotNull Duration connectTimeout,
            @NotNull Duration responseTimeout,
            @NotNull Duration heldTimeout,
            @NotNull DataSize maxBody,
            @Min(1) int maxFetches,
            @Min(1) int maxHeld,
            @NotNull Duration breakerOpen,
            @NotNull Duration hedgeAfter,
            @NotNull Duration heldHedgeAfter,
            @DecimalMin("0") @DecimalMax("1") double hedgeShare,
            List<URI> parents) {

        Origin {
            parents =
                    parents == null
                            ? List.of()
                            : parents.stream().map(EdgeProperties::base).toList();
        }

        Origins.Limits limits() {
            return new Origins.Limits(
                    responseTimeout,
                    heldTimeout,
                    maxFetches,
                    maxHeld,
                    breakerOpen,
                    hedgeAfter,
                    heldHedgeAfter,
                    hedgeShare);
        }
    }

    private static URI base(URI url) {
        if (!"http".equals(url.getScheme()) || url.getAuthority() == null) {
            throw new IllegalArgumentException(
                    "headwater.origins or headwater.origin.parents: "
                            + url
                            + " is not of the form http://host:port");
        }
        var text = url.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
    }
}
