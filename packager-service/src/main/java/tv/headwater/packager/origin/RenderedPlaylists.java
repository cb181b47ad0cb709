package tv.headwater.packager.origin;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.Body;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.packager.origin.PlaylistResource.Playable;
import tv.headwater.packager.playlist.PastSegments;
import tv.headwater.packager.playlist.PastSegments.Block;
import tv.headwater.packager.playlist.Skip;
import tv.headwater.packager.timeshift.Timeshift;
import tv.headwater.packager.window.StreamWindow;

/** The newest text of each playlist, so that those who are released together share one. Safe for use by many threads. */
final class RenderedPlaylists {

    /** Beyond this all are forgotten: they are made anew in microseconds. */
    private static final int MAX = 10_000;

    static final String TYPE = "application/vnd.apple.mpegurl";

    /** About half a target duration: a cache never holds a player up for longer than that. */
    static final Caching CACHING = Caching.seconds(1);

    /** Bytes of all; likewise, for those are the long ones. */
    private static final long MAX_BYTES = 64L << 20;

    private final Timeshift timeshift;
    private final Map<Key, Text> newest = new ConcurrentHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    RenderedPlaylists(Timeshift timeshift) {
        this.timeshift = timeshift;
    }

    private record Key(MediaPath.MediaPlaylist path, Skip skip) {}

    /**
     * @param window of which it is the text; held weakly, since it has all of a stream's media
     * @param blocks of the past that it has, as they are sent: the next text has most of them too
     */
    private record Text(
            WeakReference<StreamWindow> window,
            PastSegments past,
            boolean ended,
            IdentityHashMap<Block, Body> blocks,
            MediaResponse.Found found) {

        int length() {
            return found.content().length();
        }

        /** Windows are immutable: another one may say something else, and comparing all that is in them costs more than to render it. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Playable playable, PastSegments nowPast) {
            return window.refersTo(playable.window())
                    && past == nowPast
                    && ended == playable.ended();
        }
    }

    MediaResponse of(Playable playable, Skip skip) {
        var key = new Key(playable.path(), skip);
        var past = timeshift.past(playable.path().streamId(), playable.rendition());
        var known = newest.get(key);
        if (known != null && known.isOf(playable, past)) {
            return known.found();
        }
        var blocks = known == null ? new IdentityHashMap<Block, Body>() : known.blocks();
        var text = render(playable, past, skip, blocks);
        keep(key, text);
        return text.found();
    }

    private void keep(Key key, Text text) {
        var before = newest.put(key, text);
        long all = bytes.addAndGet(text.length() - (before == null ? 0 : before.length()));
        if (newest.size() > MAX || all > MAX_BYTES) {
            newest.clear();
            bytes.set(0);
        }
    }

    /** What has not changed of a long past is neither copied nor compressed again. */
    private static Text render(
            Playable playable, PastSegments past, Skip skip, IdentityHashMap<Block, Body> known) {
        var playlist =
                playable.window()
                        .playlist(playable.path().rendition(), playable.ended())
                        .orElseThrow();
        var text = playlist.text(past, skip);
        var blocks = new IdentityHashMap<Block, Body>();
        List<Body> pieces = new ArrayList<>();
        pieces.add(body(text.head()));
        for (var block : text.past()) {
            var before = known.get(block);
            var body = before == null ? new Body(block.text()) : before;
            blocks.put(block, body);
            pieces.add(body);
        }
        pieces.add(body(text.tail()));
        return new Text(
                new WeakReference<>(playable.window()),
                past,
                playable.ended(),
                blocks,
                new MediaResponse.Found(
                        TYPE,
                        CACHING,
                        blocks.isEmpty() ? body(text.head() + text.tail()) : Body.of(pieces),
                        Duration.ZERO));
    }

    static MediaResponse.Found found(String text) {
        return found(TYPE, text);
    }

    static MediaResponse.Found found(String type, String text) {
        return new MediaResponse.Found(type, CACHING, body(text), Duration.ZERO);
    }

    private static Body body(String text) {
        return new Body(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
