package tv.headwater.metadata.playback;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tv.headwater.contract.access.TokenedPath;
import tv.headwater.contract.api.InvalidProperty;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.metadata.MetadataProperties;
import tv.headwater.metadata.stream.Streams;
import tv.headwater.metadata.web.GatewayUrl;
import tv.headwater.rest.ApiProblem;
import tv.headwater.rest.Caller;

/** {@code /api/v1/live-streams/{id}/playback-tokens}. */
@Tag(name = "Playback")
@RestController
@RequestMapping("/api/v1/live-streams/{id}/playback-tokens")
class PlaybackTokensController {

    private static final Pattern VIEWER_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern TOKEN_ID = Pattern.compile("[0-9a-f-]{36}");

    private final Streams streams;
    private final PlaybackTokens tokens;
    private final Revocations revocations;
    private final GatewayUrl gatewayUrl;
    private final MetadataProperties.Playback properties;

    PlaybackTokensController(
            Streams streams,
            PlaybackTokens tokens,
            Revocations revocations,
            GatewayUrl gatewayUrl,
            MetadataProperties properties) {
        this.streams = streams;
        this.tokens = tokens;
        this.revocations = revocations;
        this.gatewayUrl = gatewayUrl;
        this.properties = properties.tokens().playback();
    }

    /**
     * @param expiresIn seconds
     * @param viewerId whom the caller gives it to, 1 to 64 characters of {@code [A-Za-z0-9._-]}; random where absent
     */
    record NewPlaybackToken(@Nullable Long expiresIn, @Nullable String viewerId) {

        Duration checkedLifetime(MetadataProperties.Playback properties) {
            if (expiresIn == null) {
                return properties.expiresIn();
            }
            long min = properties.min().toSeconds();
            long max = properties.max().toSeconds();
            if (expiresIn < min || expiresIn > max) {
                throw new InvalidProperty(
                        "expiresIn",
                        "expiresIn %d is not in %d..%d seconds".formatted(expiresIn, min, max));
            }
            return Duration.ofSeconds(expiresIn);
        }

        String checkedViewer() {
            if (viewerId == null) {
                return UUID.randomUUID().toString();
            }
            if (!VIEWER_ID.matcher(viewerId).matches()) {
                throw new InvalidProperty(
                        "viewerId", "viewerId is not 1 to 64 characters of [A-Za-z0-9._-]");
            }
            return viewerId;
        }
    }

    /**
     * @param tokenId to revoke it by
     * @param hlsUrl the playlist, with the token in its path
     */
    record PlaybackTokenResponse(String tokenId, String token, String hlsUrl, Instant expiresAt) {
        @Override
        public String toString() {
            return "PlaybackTokenResponse[tokenId=" + tokenId + "]";
        }
    }

    @Operation(
            summary = "Let someone watch a signed stream",
            description =
                    "For its owner and admins. The token is for this stream alone and for `expiresIn`"
                            + " seconds, 300 unless given, from 30 to 86,400 unless configured"
                            + " otherwise; who is watching when it expires is stopped. It goes into"
                            + " the path, as in `hlsUrl`, into the header `Authorization: Bearer` of"
                            + " media requests, or into the cookie that `playback-session` sets;"
                            + " never into a query. Each token counts as one viewer. A public stream"
                            + " takes tokens and needs none.")
    @PostMapping
    ResponseEntity<PlaybackTokenResponse> create(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable NewPlaybackToken request,
            Caller caller)
            throws InterruptedException {
        var asked = request == null ? new NewPlaybackToken(null, null) : request;
        var stream = streams.owned(id, caller).id();
        var issued = tokens.issue(stream, asked.checkedLifetime(properties), asked.checkedViewer());
        var path = new MediaPath.MultivariantPlaylist(stream).path();
        return ResponseEntity.status(HttpStatus.CREATED)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(
                        new PlaybackTokenResponse(
                                issued.tokenId(),
                                issued.token(),
                                gatewayUrl.prefix() + TokenedPath.prefix(issued.token()) + path,
                                issued.expiresAt()));
    }

    @Operation(
            summary = "Revoke a playback token",
            description =
                    "It ends within seconds on every edge and in the room, for who is watching too. Revoking it"
                            + " again changes nothing. 409 beyond 10,000 tokens of a stream within a"
                            + " day, unless configured otherwise: revoke all of them.")
    @DeleteMapping("/{tokenId}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revoke(@PathVariable String id, @PathVariable String tokenId, Caller caller) {
        var stream = streams.owned(id, caller).id();
        if (!TOKEN_ID.matcher(tokenId).matches()) {
            throw ApiProblem.notFound("playback token");
        }
        revocations.revoke(stream, tokenId);
    }

    @Operation(
            summary = "Revoke all playback tokens of a live stream",
            description =
                    "Those given out until now, within seconds on every edge. Those given out"
                            + " afterwards are valid.")
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeAll(@PathVariable String id, Caller caller) {
        revocations.revokeAll(streams.owned(id, caller).id());
    }
}
