package tv.headwater.packager.segment;

import java.util.List;

/**
 * A Media Segment that is still being made, as far as its parts are complete.
 *
 * @param msn Media Sequence Number
 * @param start the first unit's dts, in units of the track's timescale
 */
public record PartialSegment(long msn, InitSegment init, long start, List<Part> parts) {

    public PartialSegment {
        parts = List.copyOf(parts);
    }
}
