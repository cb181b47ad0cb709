package tv.headwater.packager.cmaf;

/**
 * A sample at its place in the track.
 *
 * @param dts in the track's timescale
 */
public record TimedSample(long dts, Sample sample) {

    /** In the track's timescale. */
    public long pts() {
        return dts + sample.compositionOffset();
    }

    /** When the next one decodes, in the track's timescale. */
    public long end() {
        return dts + sample.duration();
    }
}
