package tv.headwater.ingest.stamp;

/**
 * How long segments are, in ticks.
 *
 * @param target a segment ends at the first random-access unit at or past this
 * @param part EXT-X-PART-INF PART-TARGET
 * @param max a segment ends here even without a random-access unit
 */
public record SegmentPolicy(int target, int part, int max) {

    public SegmentPolicy {
        if (part < 1 || target < part || max < target) {
            throw new IllegalArgumentException(
                    "segment target "
                            + target
                            + " is not between part "
                            + part
                            + " and max "
                            + max);
        }
    }
}
