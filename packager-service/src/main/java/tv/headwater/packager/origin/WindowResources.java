package tv.headwater.packager.origin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.media.Track;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.window.RenditionWindow;

/**
 * Serves the windows. Playlists offer no blocking reload yet, so delivery directives change nothing (RFC 8216bis 6.2.5.2 lets a
 * server that does not announce them ignore them).
 */
public final class WindowResources implements MediaResources {

    private static final String PLAYLIST_TYPE = "application/vnd.apple.mpegurl";

    /** About half a target duration: a cache never holds a player up for longer than that. */
    private static final Caching PLAYLIST = Caching.seconds(1);

    /** About as often as a poster is taken. */
    private static final Caching POSTER = Caching.seconds(5);

    private static final Caching MISS = Caching.seconds(1);

    private static final Duration REBUILD = Duration.ofSeconds(1);

    private final LiveStreams streams;
    private final Fates fates;
    private volatile boolean open;

    public WindowResources(LiveStreams streams, Fates fates) {
        this.streams = streams;
        this.fates = fates;
    }

    /** Answers from here on: the windows have caught up with the log, and no playlist goes back behind what others served. */
    public void open() {
        open = true;
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        if (!open) {
            return CompletableFuture.completedFuture(
                    new MediaResponse.Unavailable("the window is being rebuilt", REBUILD));
        }
        return CompletableFuture.completedFuture(
                switch (request.path()) {
                    case MediaPath.MultivariantPlaylist path -> multivariant(path);
                    case MediaPath.MediaPlaylist path -> playlist(path);
                    case MediaPath.InitSegment path -> init(path);
                    case MediaPath.MediaSegment path -> segment(path);
                    case MediaPath.Part _ -> missing("parts are not offered");
                    case MediaPath.Key _ -> missing("keys are not in the window");
                    case MediaPath.Poster path -> poster(path);
                });
    }

    private MediaResponse multivariant(MediaPath.MultivariantPlaylist path) {
        return streams.window(path.streamId())
                .flatMap(window -> window.multivariant())
                .map(playlist -> playlist(playlist.text()))
                .orElseGet(() -> missing("the stream has nothing to play"));
    }

    private MediaResponse playlist(MediaPath.MediaPlaylist path) {
        return streams.window(path.streamId())
                .flatMap(
                        window -> window.playlist(path.rendition(), fates.isEnded(path.streamId())))
                .map(playlist -> playlist(playlist.text()))
                .orElseGet(() -> missing("the rendition has nothing to play"));
    }

    private MediaResponse init(MediaPath.InitSegment path) {
        return rendition(path, path.rendition())
                .flatMap(rendition -> rendition.init(path.number()))
                .map(init -> media(init, init.bytes()))
                .orElseGet(() -> missing("no such init segment"));
    }

    private MediaResponse segment(MediaPath.MediaSegment path) {
        return rendition(path, path.rendition())
                .flatMap(rendition -> rendition.segment(path.msn()))
                .map(segment -> media(segment.init(), segment.bytes()))
                .orElseGet(() -> missing("no such segment"));
    }

    private MediaResponse poster(MediaPath.Poster path) {
        return streams.window(path.streamId())
                .flatMap(window -> Optional.ofNullable(window.poster()))
                .<MediaResponse>map(poster ->
                        new MediaResponse.Found("image/jpeg", POSTER, poster.jpeg(), Duration.ZERO))
                .orElseGet(() -> missing("the stream has no poster"));
    }

    private Optional<RenditionWindow> rendition(MediaPath path, Rendition rendition) {
        return streams.window(path.streamId()).map(window -> window.rendition(rendition));
    }

    private static MediaResponse playlist(String text) {
        return new MediaResponse.Found(
                PLAYLIST_TYPE,
                PLAYLIST,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
                Duration.ZERO);
    }

    private static MediaResponse media(InitSegment init, ByteBuffer bytes) {
        var type =
                switch (init.track()) {
                    case Track.Video _ -> "video/mp4";
                    case Track.Audio _ -> "audio/mp4";
                };
        return new MediaResponse.Found(type, Caching.IMMUTABLE, bytes, Duration.ZERO);
    }

    private static MediaResponse missing(String why) {
        return new MediaResponse.NotFound(why, MISS);
    }
}
