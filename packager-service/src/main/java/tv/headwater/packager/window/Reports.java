package tv.headwater.packager.window;

import java.util.List;
import java.util.stream.Stream;
import tv.headwater.contract.id.Rendition;
import tv.headwater.contract.media.Track;
import tv.headwater.packager.playlist.MediaPlaylist.RenditionReport;

/**
 * EXT-X-RENDITION-REPORTs. How far the others are is told by how far the rendition itself is, since all of a stream's renditions have the
 * same segments: packagers see the source and the ladder progress in different order, but what they say must be the same. So a
 * report promises no more than what is about to be there, and that a request for what follows is held for the blink it may take.
 */
final class Reports {

    /** A rendition of another feed is reported once it has a segment that is this much older than the newest. */
    private static final int SETTLED = 2;

    /** One that is transcoded and has fallen this many segments behind is not reported. */
    private static final int LATE = 3;

    private final RenditionWindow own;
    private final long msn;
    private final int parts;
    private final double elapsed;

    private Reports(RenditionWindow own) {
        this.own = own;
        var partial = own.partial();
        if (partial != null) {
            msn = partial.msn();
            parts = partial.parts().size();
            elapsed = (double) partial.duration() / partial.init().timescale();
        } else {
            msn = own.newest().msn();
            parts = own.newest().parts().size();
            elapsed = own.newest().seconds();
        }
    }

    /** In {@code own}'s playlist, of these others. */
    static List<RenditionReport> of(RenditionWindow own, Stream<RenditionWindow> others) {
        var reports = new Reports(own);
        return others.filter(other -> !other.rendition().equals(own.rendition()))
                .filter(reports::isReported)
                .map(reports::report)
                .toList();
    }

    private boolean isReported(RenditionWindow other) {
        return other.hasParts() && !isLate(other) && (isOfOneFeed(other) || isSettled(other));
    }

    /** What is published is never behind what is made of it; where it seems so, it has only not been read here yet. */
    private boolean isLate(RenditionWindow other) {
        boolean published = isPublished(other) && !isPublished(own);
        return !published && other.position().msn() <= msn - LATE;
    }

    private boolean isSettled(RenditionWindow other) {
        return !other.segments().isEmpty() && other.segments().getFirst().msn() <= msn - SETTLED;
    }

    private RenditionReport report(RenditionWindow other) {
        int there = sameKind(other) ? parts : partsOf(other, elapsed);
        // Another feed may be a part behind.
        int last = there - 1 - (isOfOneFeed(other) && sameKind(other) ? 0 : 1);
        if (last >= 0) {
            return new RenditionReport(uri(other), msn, last);
        }
        return new RenditionReport(uri(other), msn - 1, Math.max(0, lastPartBefore(other)));
    }

    /** The last part of the segment before the newest. */
    private int lastPartBefore(RenditionWindow other) {
        var before = own.segment(msn - 1);
        if (before.isEmpty()) {
            return 0;
        }
        return sameKind(other)
                ? before.get().parts().size() - 1
                : partsOf(other, before.get().seconds()) - 1;
    }

    private static int partsOf(RenditionWindow other, double seconds) {
        var init = other.tip();
        return (int) (seconds * init.timescale() / init.partTarget());
    }

    private boolean sameKind(RenditionWindow other) {
        return isVideo(own) == isVideo(other);
    }

    private static boolean isVideo(RenditionWindow window) {
        return window.tip().track() instanceof Track.Video;
    }

    private boolean isOfOneFeed(RenditionWindow other) {
        return isPublished(own) && isPublished(other);
    }

    /** Whether it comes from the source's feed. */
    static boolean isPublished(RenditionWindow window) {
        return window.rendition().equals(Rendition.SOURCE)
                || window.rendition().equals(Rendition.AUDIO);
    }

    private static String uri(RenditionWindow window) {
        return "../" + window.rendition() + "/index.m3u8";
    }
}
