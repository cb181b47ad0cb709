package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;

/**
 * One access unit in a fragment.
 *
 * @param payload as the sample entry's codec stores it
 * @param duration in the track's timescale
 * @param compositionOffset pts − dts in the track's timescale, of either sign
 * @param randomAccess whether a decoder can start here
 */
public record Sample(
        ByteBuffer payload, long duration, long compositionOffset, boolean randomAccess) {}
