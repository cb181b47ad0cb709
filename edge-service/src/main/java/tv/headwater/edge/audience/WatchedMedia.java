package tv.headwater.edge.audience;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tv.headwater.access.PlaybackTokens;
import tv.headwater.contract.audience.ViewerSet;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.edge.cmcd.Cmcd;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;

/**
 * Tells {@link Viewers} who gets something. A viewer is the playback session that a valid token names, else that of the cookie, else
 * CMCD's {@code sid}. Who has none of them gets a cookie with a playlist, and counts from when he comes back with it: players that
 * keep no cookies count for nothing rather than again and again.
 */
public final class WatchedMedia implements MediaResources {

    private static final int SESSION_BYTES = 16;

    private final Viewers viewers;
    private final PlaybackTokens tokens;
    private final boolean cookies;
    private final MediaResources media;
    private final SecureRandom random = new SecureRandom();
    private final Counter greeted;

    /** @param cookies whether who has no session gets one */
    public WatchedMedia(
            Viewers viewers,
            PlaybackTokens tokens,
            boolean cookies,
            MediaResources media,
            MeterRegistry registry) {
        this.viewers = viewers;
        this.tokens = tokens;
        this.cookies = cookies;
        this.media = media;
        this.greeted =
                Counter.builder("headwater.audience.greeted")
                        .description("playlists that a new session went out with")
                        .register(registry);
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        if (!isWatching(request.path())) {
            return media.get(request);
        }
        var streamId = request.path().streamId();
        var session = session(request);
        if (session == null) {
            return media.get(request).thenApply(response -> greeted(request, response));
        }
        long viewer = ViewerSet.viewer(session);
        var began = viewers.began(streamId, viewer);
        try {
            return media.get(request)
                    .whenComplete((response, failure) -> {
                        var found = response instanceof MediaResponse.Found;
                        viewers.ended(streamId, viewer, began, found);
                        measure(streamId, request.path(), response);
                    });
        } catch (RuntimeException e) {
            viewers.ended(streamId, viewer, began, false);
            throw e;
        }
    }

    private @Nullable String session(MediaRequest request) {
        var asker = request.asker();
        if (asker.token() != null) {
            var token = tokens.remembered(asker.token(), request.path().streamId());
            if (token != null) {
                return token.tokenId();
            }
        }
        if (asker.session() != null) {
            return asker.session();
        }
        var cmcd = Cmcd.parse(asker.cmcd());
        return cmcd == null ? null : cmcd.sessionId();
    }

    private MediaResponse greeted(MediaRequest request, MediaResponse response) {
        // What another cache passes on is for many.
        if (!cookies
                || request.asker().cdnLoop() != null
                || !isPlaylist(request.path())
                || !(response instanceof MediaResponse.Found found)) {
            return response;
        }
        greeted.increment();
        var session = new byte[SESSION_BYTES];
        random.nextBytes(session);
        return new MediaResponse.Personal(
                found, Base64.getUrlEncoder().withoutPadding().encodeToString(session));
    }

    private void measure(StreamId streamId, MediaPath path, @Nullable MediaResponse response) {
        if (isPlaylist(path) && response instanceof MediaResponse.Found found) {
            var duration = TargetDuration.of(found.body());
            if (duration != null) {
                viewers.on(streamId, duration);
            }
        }
    }

    private static boolean isPlaylist(MediaPath path) {
        return path instanceof MediaPath.MultivariantPlaylist
                || path instanceof MediaPath.TransportMultivariantPlaylist
                || path instanceof MediaPath.MediaPlaylist
                || path instanceof MediaPath.TransportPlaylist
                || path instanceof MediaPath.DashManifest;
    }

    /** A list of streams shows their posters; nobody watches them for that. */
    private static boolean isWatching(MediaPath path) {
        return !(path instanceof MediaPath.Poster || path instanceof MediaPath.Key);
    }
}
