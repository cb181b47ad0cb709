package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One access unit in a fragment.
 *
 * @param payload as the sample entry's codec stores it
 * @param duration in the track's timescale
 * @param compositionOffset pts − dts in the track's timescale, of either sign
 * @param randomAccess whether a decoder can start here
 * @param subsamples what of the payload is encrypted; none where all of it is, or nothing
 */
public record Sample(
        ByteBuffer payload,
        long duration,
        long compositionOffset,
        boolean randomAccess,
        List<Subsample> subsamples) {

    public Sample {
        subsamples = List.copyOf(subsamples);
    }

    public Sample(ByteBuffer payload, long duration, long compositionOffset, boolean randomAccess) {
        this(payload, duration, compositionOffset, randomAccess, List.of());
    }

    /** The same unit with other bytes. */
    public Sample carrying(ByteBuffer other, List<Subsample> encrypted) {
        return new Sample(other, duration, compositionOffset, randomAccess, encrypted);
    }
}
