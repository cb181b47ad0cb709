package tv.headwater.e2e.hls;

import java.util.regex.Pattern;
import tv.headwater.e2e.hls.playlist.Finding.Kind;
import tv.headwater.e2e.hls.playlist.Findings;
import tv.headwater.e2e.hls.playlist.MediaPlaylist;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.Part;
import tv.headwater.e2e.hls.playlist.MediaPlaylist.PreloadHint;

/** EXT-X-PRELOAD-HINT (RFC 8216bis 4.4.5.3): exactly one, and it names what comes next. */
final class PreloadHintRules {

    private static final String SECTION = "4.4.5.3";

    /** How Headwater names parts: by segment and index. */
    private static final Pattern PART = Pattern.compile("(?:.*/)?(\\d+)\\.(\\d+)\\.m4s");

    private static final double ROUNDING_SECONDS = 0.002;

    private final MediaPlaylist playlist;
    private final Findings findings;

    private PreloadHintRules(MediaPlaylist playlist, Findings findings) {
        this.playlist = playlist;
        this.findings = findings;
    }

    static void check(MediaPlaylist playlist, Findings findings) {
        new PreloadHintRules(playlist, findings).check();
    }

    private void check() {
        var hints = playlist.preloadHints();
        boolean expected = playlist.partTarget().isPresent() && !playlist.ended();
        long parts = hints.stream().filter(PreloadHint::isPart).count();
        if (expected && parts != 1) {
            found(0, parts + " parts are hinted at and not one");
        } else if (!expected && !hints.isEmpty()) {
            found(hints.getFirst().line(), "a hint is given where no part can follow");
        }
        if (hints.size() - parts > 1) {
            found(hints.getFirst().line(), "more than one init segment is hinted at");
        }
        hints.stream().filter(PreloadHint::isPart).forEach(this::next);
    }

    private void next(PreloadHint hint) {
        if (playlist.parts().stream().anyMatch(part -> part.uri().equals(hint.uri()))) {
            found(hint.line(), hint.uri() + " is hinted at and listed");
            return;
        }
        var name = PART.matcher(hint.uri());
        var next = playlist.nextMsn() + "." + playlist.open().parts().size();
        var following = playlist.nextMsn() + 1 + ".0";
        var named = name.matches() ? name.group(1) + "." + name.group(2) : "";
        if (!named.equals(next) && !(named.equals(following) && isOver())) {
            found(hint.line(), hint.uri() + " is hinted at and part " + next + " is the next");
        }
    }

    /** Whether the segment may have all its parts: it is as long as the one before it. */
    private boolean isOver() {
        double parts = playlist.open().parts().stream().mapToDouble(Part::duration).sum();
        return !playlist.segments().isEmpty()
                && parts >= playlist.segments().getLast().duration() - ROUNDING_SECONDS;
    }

    private void found(int line, String sentence) {
        findings.add(Kind.PLAYLIST, line, SECTION, sentence);
    }
}
