package tv.headwater.e2e.hls;

import java.util.Set;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

/** What segments are made of (RFC 8216bis 3.1). */
@SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
enum Container {
    FRAGMENTED_MP4("3.1.2", Set.of("video/mp4", "audio/mp4")),
    MPEG_TS("3.1.1", Set.of("video/mp2t"));

    final String section;
    final Set<String> types;

    Container(String section, Set<String> types) {
        this.section = section;
        this.types = types;
    }

    /** By the name of its file. */
    static Container of(Segment segment) {
        return segment.uri().endsWith(".ts") ? MPEG_TS : FRAGMENTED_MP4;
    }
}
