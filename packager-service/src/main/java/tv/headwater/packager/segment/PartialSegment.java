package tv.headwater.packager.segment;

import java.util.List;

/**
 * A Media Segment that is still being made, as far as its parts are complete.
 *
 * @param msn Media Sequence Number
 * @param start the first unit's dts, in units of the track's timescale
 * @param programDateTime wall clock of the earliest pts so far, µs since 1970
 */
public record PartialSegment(
        long msn, InitSegment init, long start, long programDateTime, List<Part> parts) {

    public PartialSegment {
        parts = List.copyOf(parts);
    }

    /** How long its parts are together, in units of the track's timescale. */
    public long duration() {
        return parts.stream().mapToLong(Part::duration).sum();
    }
}
