package tv.headwater.mediahttp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tv.headwater.contract.live.MediaPath;

/** What a request was for, as metrics name it. */
enum ObjectKind {
    MULTIVARIANT,
    PLAYLIST,
    MPD,
    INIT,
    SEGMENT,
    PART,
    KEY,
    POSTER,
    /** Nothing in the grammar of media paths. */
    OTHER;

    static ObjectKind of(@Nullable MediaPath path) {
        return switch (path) {
            case null -> OTHER;
            case MediaPath.MultivariantPlaylist p -> MULTIVARIANT;
            case MediaPath.TransportMultivariantPlaylist p -> MULTIVARIANT;
            case MediaPath.MediaPlaylist p -> PLAYLIST;
            case MediaPath.TransportPlaylist p -> PLAYLIST;
            case MediaPath.DashManifest p -> MPD;
            case MediaPath.InitSegment p -> INIT;
            case MediaPath.MediaSegment p -> SEGMENT;
            case MediaPath.TransportSegment p -> SEGMENT;
            case MediaPath.Part p -> PART;
            case MediaPath.Key p -> KEY;
            case MediaPath.Poster p -> POSTER;
        };
    }

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
