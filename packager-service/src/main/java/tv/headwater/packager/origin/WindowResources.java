package tv.headwater.packager.origin;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.id.StreamId;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.contract.media.Track;
import tv.headwater.mediahttp.Body;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.packager.dvr.StoredMedia;
import tv.headwater.packager.key.ContentSecrets;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;
import tv.headwater.packager.stream.Awaited;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.timeshift.Timeshift;
import tv.headwater.packager.window.RenditionWindow;
import tv.headwater.packager.window.StreamWindow;

/** Serves the windows, and what is on disk before them. A request for what comes next waits for it, and holds no thread meanwhile. */
public final class WindowResources implements MediaResources {

    /** About as often as a poster is taken. */
    private static final Caching POSTER = Caching.seconds(5);

    private static final String MPD = "application/dash+xml";

    private static final Caching MISS = Caching.seconds(1);

    private static final String KEY = "application/octet-stream";

    private static final Caching NEVER = Caching.seconds(0);

    /** What is not there now may be there in the time of a part. */
    private static final Caching MISSING_PART = Caching.seconds(0);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final LiveStreams streams;
    private final Fates fates;
    private final ContentSecrets secrets;
    private final Timeshift timeshift;
    private final PlaylistResource playlists;
    private final TransportResource transport;
    private volatile boolean open;

    /** Without anything on disk. */
    public WindowResources(LiveStreams streams, Fates fates, ContentSecrets secrets) {
        this(streams, fates, secrets, new Timeshift(fates, Clock.systemUTC()));
    }

    public WindowResources(
            LiveStreams streams, Fates fates, ContentSecrets secrets, Timeshift timeshift) {
        this.streams = streams;
        this.fates = fates;
        this.secrets = secrets;
        this.timeshift = timeshift;
        this.playlists = new PlaylistResource(streams, fates, timeshift);
        this.transport = new TransportResource(streams, fates, secrets);
    }

    /** Answers from here on: the windows have caught up with the log, and no playlist goes back behind what others served. */
    public void open() {
        open = true;
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        if (!open) {
            return CompletableFuture.completedStage(
                    new MediaResponse.Unavailable("the window is being rebuilt", RETRY));
        }
        var path = request.path();
        return isOnDiskAlone(path.streamId()) ? restored(request) : inMemory(request);
    }

    private boolean isOnDiskAlone(StreamId streamId) {
        return timeshift.lists(streamId)
                && !streams.window(streamId).map(StreamWindow::hasSegments).orElse(false);
    }

    /** Nobody has published the stream for a while. */
    private CompletionStage<MediaResponse> restored(MediaRequest request) {
        return switch (request.path()) {
            case MediaPath.MediaPlaylist path ->
                    timeshift
                            .restored(path.streamId())
                            .thenApply(window ->
                                    window.map(found -> playlists.of(path, request.query(), found))
                                            .orElseGet(WindowResources::busy));
            case MediaPath.MultivariantPlaylist path ->
                    timeshift
                            .restored(path.streamId())
                            .thenApply(window ->
                                    window.map(WindowResources::multivariant)
                                            .orElseGet(WindowResources::busy));
            default -> inMemory(request);
        };
    }

    private CompletionStage<MediaResponse> inMemory(MediaRequest request) {
        return switch (request.path()) {
            case MediaPath.MediaPlaylist path -> playlists.get(path, request.query());
            case MediaPath.Part path -> part(path);
            case MediaPath.MultivariantPlaylist path -> at(multivariant(path));
            case MediaPath.DashManifest path -> at(manifest(path));
            case MediaPath.InitSegment path -> at(init(path));
            case MediaPath.MediaSegment path -> segment(path);
            case MediaPath.TransportMultivariantPlaylist path -> at(transport.multivariant(path));
            case MediaPath.TransportPlaylist path -> at(transport.playlist(path));
            case MediaPath.TransportSegment path -> transport.segment(path);
            case MediaPath.Key path -> at(key(path));
            case MediaPath.Poster path -> at(poster(path));
        };
    }

    private static CompletionStage<MediaResponse> at(MediaResponse once) {
        return CompletableFuture.completedStage(once);
    }

    private MediaResponse multivariant(MediaPath.MultivariantPlaylist path) {
        return streams.window(path.streamId())
                .map(WindowResources::multivariant)
                .orElseGet(WindowResources::nothing);
    }

    private static MediaResponse multivariant(StreamWindow window) {
        return window.multivariant()
                .<MediaResponse>map(playlist -> RenderedPlaylists.found(playlist.text()))
                .orElseGet(WindowResources::nothing);
    }

    private static MediaResponse nothing() {
        return missing("the stream has nothing to play");
    }

    private MediaResponse manifest(MediaPath.DashManifest path) {
        var window = streams.window(path.streamId());
        if (window.filter(StreamWindow::isEncrypted).isPresent()) {
            return missing("the stream is encrypted: it is in HLS alone");
        }
        return window.flatMap(each -> each.mpd(fates.isEnded(path.streamId())))
                .<MediaResponse>map(mpd -> RenderedPlaylists.found(MPD, mpd.text()))
                .orElseGet(() -> missing("the stream has nothing to play"));
    }

    private MediaResponse init(MediaPath.InitSegment path) {
        return rendition(path, path.rendition())
                .flatMap(rendition -> rendition.init(path.number()))
                .or(() -> timeshift.init(path.streamId(), path.rendition(), path.number()))
                .map(init -> media(init, init.bytes()))
                .orElseGet(() -> missing("no such init segment"));
    }

    private CompletionStage<MediaResponse> segment(MediaPath.MediaSegment path) {
        var held =
                rendition(path, path.rendition())
                        .flatMap(rendition -> rendition.segment(path.msn()));
        return held.map(segment -> at(media(segment.init(), body(segment))))
                .orElseGet(() -> stored(path));
    }

    private CompletionStage<MediaResponse> stored(MediaPath.MediaSegment path) {
        var segment = timeshift.segment(path.streamId(), path.rendition(), path.msn());
        return segment.isEmpty()
                ? at(missing("no such segment"))
                : timeshift
                        .read(path.streamId(), path.rendition(), path.msn())
                        .thenApply(read -> answer(segment.get().init(), read));
    }

    private static MediaResponse answer(InitSegment init, StoredMedia read) {
        return switch (read) {
            case StoredMedia.Present(var bytes) -> media(init, bytes);
            case StoredMedia.Missing _ -> missing("no such segment");
            case StoredMedia.Busy _ -> busy();
        };
    }

    private static MediaResponse busy() {
        return new MediaResponse.Unavailable("the disk has too much to do", RETRY);
    }

    /**
     * The one that a playlist's EXT-X-PRELOAD-HINT names is answered when it is there (RFC 8216bis 6.2.6). Where the segment goes on although
     * it was taken to be over, that is later: after three target durations it is answered with 404, which a hint that does not come true is.
     */
    private CompletionStage<MediaResponse> part(MediaPath.Part path) {
        var window = rendition(path, path.rendition()).filter(each -> !each.segments().isEmpty());
        var there = found(path);
        if (there.isPresent() || window.isEmpty() || !isHinted(path, window.get())) {
            return at(there.orElseGet(WindowResources::missingPart));
        }
        long hold = (long) PlaylistResource.HOLD * window.get().targetDuration();
        return streams.on(
                        path.streamId(),
                        new Awaited.Part(path.rendition(), path.msn(), path.part()))
                .thenApply(_ -> true)
                .toCompletableFuture()
                .completeOnTimeout(false, hold, TimeUnit.SECONDS)
                .thenApply(_ -> found(path).orElseGet(WindowResources::missingPart));
    }

    private boolean isHinted(MediaPath.Part path, RenditionWindow window) {
        var hinted = window.hinted();
        return window.hasParts()
                && path.msn() == hinted.msn()
                && path.part() == hinted.parts()
                && streams.window(path.streamId())
                        .filter(stream -> !stream.isFinal(window, fates.isEnded(path.streamId())))
                        .isPresent();
    }

    private Optional<MediaResponse> found(MediaPath.Part path) {
        return rendition(path, path.rendition())
                .filter(each -> !each.segments().isEmpty())
                .flatMap(rendition ->
                        rendition
                                .part(path.msn(), path.part())
                                .map(bytes -> media(rendition.tip(), bytes)));
    }

    private static MediaResponse missingPart() {
        return new MediaResponse.NotFound("no such part", MISSING_PART);
    }

    /** Only what the window and what is on disk are encrypted with: who may play now gets no keys of other times. */
    private MediaResponse key(MediaPath.Key path) {
        return Optional.of(path)
                .filter(this::isNeeded)
                .flatMap(needed -> secrets.key(needed.streamId(), needed.number()))
                .<MediaResponse>map(
                        key -> new MediaResponse.Found(KEY, NEVER, key.bytes(), Duration.ZERO))
                .orElseGet(() -> new MediaResponse.NotFound("the stream has no such key", NEVER));
    }

    private boolean isNeeded(MediaPath.Key path) {
        return streams.window(path.streamId())
                        .filter(window -> window.needsKey(path.number()))
                        .isPresent()
                || timeshift.needsKey(path.streamId(), path.number());
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

    private static Body body(MediaSegment segment) {
        return Body.of(segment.chunks().stream().map(Body::new).toList());
    }

    private static MediaResponse media(InitSegment init, ByteBuffer bytes) {
        return media(init, new Body(bytes));
    }

    private static MediaResponse media(InitSegment init, Body body) {
        var type =
                switch (init.track()) {
                    case Track.Video _ -> "video/mp4";
                    case Track.Audio _ -> "audio/mp4";
                };
        return new MediaResponse.Found(type, Caching.IMMUTABLE, body, Duration.ZERO);
    }

    private static MediaResponse missing(String why) {
        return new MediaResponse.NotFound(why, MISS);
    }
}
