package tv.headwater.e2e.media;

/**
 * One sample of a CMAF segment.
 *
 * @param dts and {@code pts} in ticks of the track's timescale
 * @param sync as the segment says
 * @param nalTypes of its units, each a bit: bit 5 is set where there is an IDR slice of H.264
 */
public record Sample(long dts, long pts, int size, boolean sync, long nalTypes) {

    private static final long IDR = 1 << 5;

    /** Whether a decoder of H.264 can begin with it. */
    public boolean isIdr() {
        return sync && (nalTypes & IDR) != 0;
    }
}
