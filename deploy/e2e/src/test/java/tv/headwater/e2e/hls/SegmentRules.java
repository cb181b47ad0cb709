package tv.headwater.e2e.hls;

import java.util.HashSet;
import tv.headwater.e2e.hls.playlist.Attributes;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Segment;

/** Segments, and the version that their tags need. */
final class SegmentRules {

    private static final int FRACTIONS = 3;
    private static final int MAP = 6;
    private static final int SKIP = 9;

    private final MediaPlaylist playlist;
    private final Findings findings;

    private SegmentRules(MediaPlaylist playlist, Findings findings) {
        this.playlist = playlist;
        this.findings = findings;
    }

    static void check(MediaPlaylist playlist, Findings findings) {
        var rules = new SegmentRules(playlist, findings);
        rules.version();
        playlist.segments().forEach(rules::segment);
        rules.uris();
        if (playlist.targetDuration() < 1) {
            rules.found(0, "4.4.3.1", "the target duration is not positive");
        }
        if (playlist.ended() && !playlist.open().parts().isEmpty()) {
            int line = playlist.open().parts().getFirst().line();
            rules.found(line, "4.4.4.9", "the playlist has ended within a segment");
        }
    }

    private void version() {
        int needed = playlist.isDelta() ? SKIP : 1;
        for (var segment : playlist.segments()) {
            if (segment.duration() != Math.rint(segment.duration())) {
                needed = Math.max(needed, FRACTIONS);
            }
            if (segment.map() != null) {
                needed = Math.max(needed, MAP);
            }
        }
        if (playlist.version() < needed) {
            found(
                    0,
                    "8",
                    "version " + playlist.version() + " is less than the " + needed + " it needs");
        }
    }

    private void segment(Segment segment) {
        long rounded = Math.round(segment.duration());
        if (rounded > playlist.targetDuration()) {
            found(
                    segment.line(),
                    "4.4.3.1",
                    "segment "
                            + segment.msn()
                            + " of "
                            + segment.duration()
                            + " s exceeds the target duration of "
                            + playlist.targetDuration()
                            + " s");
        }
        boolean needsMap = Container.of(segment) == Container.FRAGMENTED_MP4;
        if (needsMap && segment.map() == null && !playlist.isDelta()) {
            found(
                    segment.line(),
                    "3.1.2",
                    "segment " + segment.msn() + " is fragmented MP4 and has no EXT-X-MAP");
        }
        var key = segment.key();
        if (key != null) {
            key(segment.line(), key);
        }
    }

    private void key(int line, Attributes key) {
        boolean none = key.textOr("METHOD").equals("NONE");
        if (none && key.values().size() > 1) {
            found(line, "4.4.4.4", "a key of METHOD=NONE has more attributes");
        } else if (!none && !key.has("URI")) {
            found(line, "4.4.4.4", "a key has no URI");
        }
    }

    private void uris() {
        var seen = new HashSet<String>();
        for (var segment : playlist.segments()) {
            if (!seen.add(segment.uri())) {
                found(segment.line(), "4.4.4.1", segment.uri() + " is listed twice");
            }
        }
        for (var part : playlist.parts()) {
            if (!seen.add(part.uri())) {
                found(part.line(), "4.4.4.9", part.uri() + " is listed twice");
            }
        }
    }

    private void found(int line, String section, String sentence) {
        findings.add(Kind.PLAYLIST, line, section, sentence);
    }
}
