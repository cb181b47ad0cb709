package tv.headwater.packager.window;

import java.util.ArrayList;
import java.util.List;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;

/** EXT-X-GAP: Media Sequence Numbers must not skip, but a track may have been silent for whole segments. */
final class Gaps {

    /** More missing numbers than this, half an hour of them, are not bridged: the window starts anew. */
    static final int MAX = 1024;

    private static final long MICROS = 1_000_000;

    private Gaps() {}

    /**
     * What stands before a segment: a list to add to.
     *
     * @param msn of the segment
     * @param start of the segment, in its own timescale
     */
    static List<MediaSegment> bridged(
            List<MediaSegment> segments, long msn, InitSegment init, long start) {
        List<MediaSegment> all = new ArrayList<>();
        if (!segments.isEmpty()) {
            var last = segments.getLast();
            long missing = msn - last.msn() - 1;
            if (missing >= 0 && missing <= MAX) {
                all.addAll(segments);
                var hole = after(last, msn, init, start);
                for (long number = last.msn() + 1; number < msn; number++) {
                    all.add(hole.gap(number));
                }
            }
        }
        return all;
    }

    private static Hole after(MediaSegment last, long msn, InitSegment init, long start) {
        long date = last.programDateTime() + last.duration() * MICROS / last.init().timescale();
        return Hole.of(last.msn(), last.init(), last.end(), date, msn, init, start);
    }
}
