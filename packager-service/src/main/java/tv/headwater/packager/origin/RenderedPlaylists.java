package tv.headwater.packager.origin;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.packager.origin.PlaylistResource.Playable;
import tv.headwater.packager.playlist.PastSegments;
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

    private record Key(MediaPath.MediaPlaylist path, boolean delta) {}

    /**
     * @param window of which it is the text; held weakly, since it has all of a stream's media
     */
    private record Text(
            WeakReference<StreamWindow> window,
            PastSegments past,
            boolean ended,
            MediaResponse.Found found) {

        int length() {
            return found.body().remaining();
        }

        /** Windows are immutable: another one may say something else, and comparing all that is in them costs more than to render it. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Playable playable, PastSegments nowPast) {
            return window.refersTo(playable.window())
                    && past == nowPast
                    && ended == playable.ended();
        }
    }

    MediaResponse of(Playable playable, boolean delta) {
        var key = new Key(playable.path(), delta);
        var past = timeshift.past(playable.path().streamId(), playable.rendition());
        var known = newest.get(key);
        if (known != null && known.isOf(playable, past)) {
            return known.found();
        }
        var found = render(playable, past, delta);
        keep(key, new Text(new WeakReference<>(playable.window()), past, playable.ended(), found));
        return found;
    }

    private void keep(Key key, Text text) {
        var before = newest.put(key, text);
        long all = bytes.addAndGet(text.length() - (before == null ? 0 : before.length()));
        if (newest.size() > MAX || all > MAX_BYTES) {
            newest.clear();
            bytes.set(0);
        }
    }

    private static MediaResponse.Found render(Playable playable, PastSegments past, boolean delta) {
        var playlist =
                playable.window()
                        .playlist(playable.path().rendition(), playable.ended())
                        .orElseThrow();
        return found(delta ? playlist.delta(past) : playlist.text(past));
    }

    static MediaResponse.Found found(String text) {
        return found(TYPE, text);
    }

    static MediaResponse.Found found(String type, String text) {
        return new MediaResponse.Found(
                type,
                CACHING,
                ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
                Duration.ZERO);
    }
}
