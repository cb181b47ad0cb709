package tv.headwater.packager.window;

import java.util.ArrayList;
import java.util.List;
import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;

/** EXT-X-GAP: Media Sequence Numbers must not skip, but a track may have been silent for whole segments. */
final class Gaps {

    /** More missing numbers than this are not bridged: the window starts anew. */
    static final int MAX = 16;

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
                boolean sameClock = last.init().number() == init.number();
                fill(all, (int) missing, sameClock ? Math.max(0, start - last.end()) : 0);
            }
        }
        return all;
    }

    private static void fill(List<MediaSegment> all, int count, long silence) {
        for (int i = 0; i < count; i++) {
            var before = all.getLast();
            long duration = silence * (i + 1) / count - silence * i / count;
            long date =
                    before.programDateTime()
                            + before.duration() * MICROS / before.init().timescale();
            all.add(
                    MediaSegment.gap(
                            before.msn() + 1, before.init(), before.end(), duration, date));
        }
    }
}
