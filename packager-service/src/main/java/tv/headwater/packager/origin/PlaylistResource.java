package tv.headwater.packager.origin;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.packager.playlist.Skip;
import tv.headwater.packager.stream.Awaited;
import tv.headwater.packager.stream.Fates;
import tv.headwater.packager.stream.LiveStreams;
import tv.headwater.packager.timeshift.Timeshift;
import tv.headwater.packager.window.RenditionWindow;
import tv.headwater.packager.window.StreamWindow;

/**
 * Media Playlists, with the delivery directives of RFC 8216bis 6.2.5: blocking reload and delta updates. Where segments have no parts nothing
 * of that is announced, and directives change nothing.
 */
final class PlaylistResource {

    /** A request may be for a segment that is so many numbers after the newest. */
    private static final int MSN_AHEAD = 2;

    /** Seconds of parts that a request may be ahead by: the Advance Part Limit. */
    private static final double PARTS_AHEAD_SECONDS = 3;

    /** Target durations for which a request is held. */
    static final int HOLD = 3;

    private static final MediaResponse.Caching MISS = MediaResponse.Caching.seconds(1);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final LiveStreams streams;
    private final Fates fates;
    private final Timeshift timeshift;
    private final RenderedPlaylists rendered;

    /** Where long playlists are written, which an event loop has no time for. */
    private final Executor writing = task -> Thread.ofVirtual().name("playlist").start(task);

    PlaylistResource(LiveStreams streams, Fates fates, Timeshift timeshift) {
        this.streams = streams;
        this.fates = fates;
        this.timeshift = timeshift;
        this.rendered = new RenderedPlaylists(timeshift);
    }

    CompletionStage<MediaResponse> get(MediaPath.MediaPlaylist path, HlsQuery query) {
        var found = find(path);
        if (found.isEmpty()) {
            return CompletableFuture.completedStage(missing());
        }
        var window = found.get().rendition();
        var msn = query.msn();
        if (msn == null || !window.hasParts() || found.get().isFinal()) {
            return answered(path, query);
        }
        if (isTooFarAhead(window, msn, query.part())) {
            return CompletableFuture.completedStage(
                    new MediaResponse.BadRequest(
                            "the playlist is at segment " + window.position().msn()));
        }
        var awaited = awaited(path, msn, query.part());
        return isThere(window, msn, query.part())
                ? answered(path, query)
                : held(path, query, awaited, window.targetDuration());
    }

    /** What a window says now, whatever is awaited of it. */
    MediaResponse of(MediaPath.MediaPlaylist path, HlsQuery query, StreamWindow window) {
        return playable(path, window)
                .map(found -> rendered.of(found, Skip.of(query.skip())))
                .orElseGet(PlaylistResource::missing);
    }

    private static Awaited awaited(MediaPath.MediaPlaylist path, long msn, @Nullable Integer part) {
        return part == null
                ? new Awaited.Segment(path.rendition(), msn)
                : new Awaited.PartListed(path.rendition(), msn, part);
    }

    private static boolean isThere(RenditionWindow window, long msn, @Nullable Integer part) {
        return part == null ? window.covers(msn) : window.covers(msn, part);
    }

    private static boolean isTooFarAhead(RenditionWindow window, long msn, @Nullable Integer part) {
        var position = window.position();
        long newest = position.parts() > 0 ? position.msn() : position.msn() - 1;
        if (msn > newest + MSN_AHEAD) {
            return true;
        }
        double partSeconds = (double) window.tip().partTarget() / window.tip().timescale();
        double limit = Math.max(MSN_AHEAD + 1, PARTS_AHEAD_SECONDS / partSeconds);
        int listed = msn == position.msn() ? position.parts() : 0;
        return part != null && msn >= position.msn() && part >= listed + limit;
    }

    private CompletionStage<MediaResponse> held(
            MediaPath.MediaPlaylist path, HlsQuery query, Awaited awaited, int targetDuration) {
        return streams.on(path.streamId(), awaited)
                .thenApply(_ -> true)
                .toCompletableFuture()
                .completeOnTimeout(false, (long) HOLD * targetDuration, TimeUnit.SECONDS)
                .thenApply(released -> released ? answer(path, query) : overdue());
    }

    private MediaResponse overdue() {
        return new MediaResponse.Unavailable("nothing new came in three target durations", RETRY);
    }

    private CompletionStage<MediaResponse> answered(MediaPath.MediaPlaylist path, HlsQuery query) {
        return timeshift.isOn(path.streamId())
                ? CompletableFuture.supplyAsync(() -> answer(path, query), writing)
                : CompletableFuture.completedStage(answer(path, query));
    }

    private MediaResponse answer(MediaPath.MediaPlaylist path, HlsQuery query) {
        return find(path)
                .map(found -> rendered.of(found, Skip.of(query.skip())))
                .orElseGet(PlaylistResource::missing);
    }

    private Optional<Playable> find(MediaPath.MediaPlaylist path) {
        return streams.window(path.streamId()).flatMap(window -> playable(path, window));
    }

    private Optional<Playable> playable(MediaPath.MediaPlaylist path, StreamWindow window) {
        return Optional.ofNullable(window.rendition(path.rendition()))
                .filter(rendition -> !rendition.listed().isEmpty())
                .map(rendition ->
                        new Playable(path, window, rendition, fates.isEnded(path.streamId())));
    }

    private static MediaResponse missing() {
        return new MediaResponse.NotFound("the rendition has nothing to play", MISS);
    }

    /**
     * A rendition that has a playlist.
     *
     * @param ended whether its stream has ended
     */
    record Playable(
            MediaPath.MediaPlaylist path,
            StreamWindow window,
            RenditionWindow rendition,
            boolean ended) {

        boolean isFinal() {
            return window.isFinal(rendition, ended);
        }
    }
}
