package tv.headwater.packager.origin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tv.headwater.contract.live.MediaPath;
import tv.headwater.mediahttp.MediaResponse;
import tv.headwater.mediahttp.MediaResponse.Caching;
import tv.headwater.packager.origin.PlaylistResource.Playable;
import tv.headwater.packager.window.StreamWindow;

/** The newest text of each playlist, so that those who are released together share one. Safe for use by many threads. */
final class RenderedPlaylists {

    /** Beyond this all are forgotten: they are made anew in microseconds. */
    private static final int MAX = 10_000;

    static final String TYPE = "application/vnd.apple.mpegurl";

    /** About half a target duration: a cache never holds a player up for longer than that. */
    static final Caching CACHING = Caching.seconds(1);

    private final Map<Key, Text> newest = new ConcurrentHashMap<>();

    private record Key(MediaPath.MediaPlaylist path, boolean delta) {}

    private record Text(StreamWindow window, boolean ended, MediaResponse.Found found) {

        /** Windows are immutable: another one may say something else, and comparing all that is in them costs more than to render it. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(Playable playable) {
            return window == playable.window() && ended == playable.ended();
        }
    }

    MediaResponse of(Playable playable, boolean delta) {
        var key = new Key(playable.path(), delta);
        var known = newest.get(key);
        if (known != null && known.isOf(playable)) {
            return known.found();
        }
        var found = render(playable, delta);
        if (newest.size() >= MAX) {
            newest.clear();
        }
        newest.put(key, new Text(playable.window(), playable.ended(), found));
        return found;
    }

    private static MediaResponse.Found render(Playable playable, boolean delta) {
        var playlist =
                playable.window()
                        .playlist(playable.path().rendition(), playable.ended())
                        .orElseThrow();
        return found(delta ? playlist.delta() : playlist.text());
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
