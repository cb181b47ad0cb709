package tv.headwater.edge.prefetch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.live.HlsQuery;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.edge.cache.CachedMedia;
import tv.headwater.mediahttp.Body;
import tv.headwater.mediahttp.MediaRequest;
import tv.headwater.mediahttp.MediaResources;
import tv.headwater.mediahttp.MediaResponse;

/**
 * Fetches what a playlist newly lists when a viewer gets it first, and the part that it hints at, for which the origin holds the
 * request: who asks for it then finds it or waits for the same fetch. So only renditions that are being watched cost anything.
 */
public final class PrefetchedMedia implements MediaResources {

    /** How far behind the live edge a player that joins begins, in parts: what is older may have been fetched already. */
    static final int FIRST_PARTS = 3;

    /** New ones of one playlist, parts or segments. */
    static final int MAX_NEW = 8;

    /** A rendition whose playlist nobody gets for so long begins anew. */
    private static final Duration WATCHED = Duration.ofSeconds(10);

    private static final int MAX_RENDITIONS = 10_000;
    private static final int MAX_LOOKED = 4 * MAX_RENDITIONS;

    private final CachedMedia cached;
    private final Semaphore room;

    /** Up to where the media of a rendition has been asked for. */
    private final Cache<String, Position> renditions;

    /** Playlists that have nothing new any more: the whole one and the shorter ones of a rendition are served in turn. */
    private final Cache<Body, Boolean> looked;

    /** Where an object stands in its rendition; a segment after all its parts. */
    private record Position(long msn, int part) implements Comparable<Position> {

        private static final Comparator<Position> ORDER =
                Comparator.comparingLong(Position::msn).thenComparingInt(Position::part);

        static @Nullable Position of(@Nullable MediaPath path) {
            if (path instanceof MediaPath.Part part) {
                return new Position(part.msn(), part.part());
            }
            if (path instanceof MediaPath.MediaSegment segment) {
                return new Position(segment.msn(), Integer.MAX_VALUE);
            }
            return path instanceof MediaPath.TransportSegment segment
                    ? new Position(segment.msn(), Integer.MAX_VALUE)
                    : null;
        }

        @Override
        public int compareTo(Position other) {
            return ORDER.compare(this, other);
        }
    }

    /** @param maxAtOnce fetches ahead under way at once; 0 for none */
    public PrefetchedMedia(CachedMedia cached, int maxAtOnce, Ticker ticker) {
        this.cached = cached;
        this.room = new Semaphore(maxAtOnce);
        this.renditions =
                Caffeine.newBuilder()
                        .maximumSize(MAX_RENDITIONS)
                        .expireAfterAccess(WATCHED)
                        .ticker(ticker)
                        .build();
        // By identity: to compare their bytes would cost as much as to look again.
        this.looked =
                Caffeine.newBuilder()
                        .weakKeys()
                        .maximumSize(MAX_LOOKED)
                        .expireAfterAccess(WATCHED)
                        .ticker(ticker)
                        .build();
    }

    @Override
    public CompletionStage<MediaResponse> get(MediaRequest request) {
        var coming = cached.get(request);
        return isPlaylist(request.path())
                ? coming.whenComplete((response, failure) -> {
                    if (response instanceof MediaResponse.Found found) {
                        onPlaylist(request, found.content());
                    }
                })
                : coming;
    }

    private static boolean isPlaylist(MediaPath path) {
        return path instanceof MediaPath.MediaPlaylist
                || path instanceof MediaPath.TransportPlaylist;
    }

    private void onPlaylist(MediaRequest request, Body playlist) {
        if (looked.getIfPresent(playlist) != null) {
            return;
        }
        looked.put(playlist, true);
        var path = request.path().path();
        var rendition = path.substring(0, path.lastIndexOf('/') + 1);
        for (var each : news(rendition, playlist)) {
            if (!room.tryAcquire()) {
                return;
            }
            fetch(new MediaRequest(each, HlsQuery.NONE, request.asker()));
        }
    }

    private void fetch(MediaRequest request) {
        try {
            cached.warm(request).whenComplete((done, failure) -> room.release());
        } catch (RuntimeException e) {
            room.release();
            throw e;
        }
    }

    /** What nobody has been told of before, oldest first. */
    private List<MediaPath> news(String rendition, Body playlist) {
        var tip = PlaylistTip.parse(playlist.bytes());
        var news = new ArrayList<MediaPath>();
        renditions
                .asMap()
                .compute(
                        rendition,
                        (_, before) -> {
                            news.clear();
                            return look(rendition, tip, before, news);
                        });
        return news;
    }

    private static Position look(
            String rendition, PlaylistTip tip, @Nullable Position before, List<MediaPath> news) {
        var low = tip.hint() != null || !tip.parts().isEmpty();
        var listed = low ? tip.parts() : tip.segments();
        int first = before == null ? (low ? FIRST_PARTS : 1) : MAX_NEW;
        var newest =
                Stream.concat(
                        listed.subList(Math.max(0, listed.size() - first), listed.size()).stream(),
                        Stream.ofNullable(tip.hint()));
        var upTo = before == null ? new Position(-1, -1) : before;
        for (var uri : newest.toList()) {
            var path = MediaPath.parse(rendition + uri);
            var position = Position.of(path);
            if (path != null && position != null && position.compareTo(upTo) > 0) {
                news.add(path);
                upTo = position;
            }
        }
        return upTo;
    }
}
