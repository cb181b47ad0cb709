package tv.headwater.e2e.hls;

import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;

/** What must hold of a media playlist by itself. */
final class PlaylistRules {

    private PlaylistRules() {}

    static void check(MediaPlaylist playlist, Findings findings) {
        SegmentRules.check(playlist, findings);
        PartRules.check(playlist, findings);
        ServerControlRules.check(playlist, findings);
        PreloadHintRules.check(playlist, findings);
        DateTimeRules.check(playlist, findings);
        DateRangeRules.check(playlist, findings);
    }
}
