package tv.headwater.packager.dvr;

import tv.headwater.packager.segment.InitSegment;
import tv.headwater.packager.segment.MediaSegment;

/**
 * A Media Segment on disk, with all that a playlist says of it.
 *
 * @param msn Media Sequence Number
 * @param init EXT-X-MAP, whose number is the discontinuity sequence
 * @param start the first unit's dts, in units of the track's timescale
 * @param duration likewise
 * @param programDateTime wall clock of its earliest pts, µs since 1970
 * @param samples how many access units it has; none in a gap
 * @param independent whether it starts with a random-access unit
 * @param size bytes
 */
public record StoredSegment(
        long msn,
        InitSegment init,
        long start,
        int duration,
        long programDateTime,
        int samples,
        boolean independent,
        int size) {

    private static final long MICROS = 1_000_000;

    /** The most access units a segment on disk may have. */
    static final int MAX_SAMPLES = Integer.MAX_VALUE >> 1;

    static boolean fits(MediaSegment segment) {
        return segment.duration() >= 0
                && segment.duration() <= Integer.MAX_VALUE
                && segment.samples() <= MAX_SAMPLES;
    }

    /** What is kept of a segment, or would be. */
    public static StoredSegment of(MediaSegment segment) {
        return of(segment, segment.init());
    }

    static StoredSegment of(MediaSegment segment, InitSegment init) {
        return new StoredSegment(
                segment.msn(),
                init,
                segment.start(),
                (int) segment.duration(),
                segment.programDateTime(),
                segment.samples(),
                segment.independent(),
                segment.size());
    }

    public boolean isGap() {
        return samples == 0;
    }

    /** Wall clock of its end, µs since 1970. */
    public long endDateTime() {
        return programDateTime + duration * MICROS / init.timescale();
    }

    public double seconds() {
        return (double) duration / init.timescale();
    }
}
