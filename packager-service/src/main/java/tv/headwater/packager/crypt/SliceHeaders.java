package tv.headwater.packager.crypt;

import java.nio.ByteBuffer;

/**
 * Tells how much of each NAL unit stays in the clear (ISO/IEC 23001-7 9.5.2.2): of slices the header, of all others everything.
 * It knows the parameter sets of the decoder configuration record and those that came by since.
 */
sealed interface SliceHeaders permits AvcSliceHeaders, HevcSliceHeaders {

    /** What stays in the clear of a slice whose header cannot be read, in bytes of the NAL unit. */
    int UNREADABLE = 32;

    /**
     * @param nalUnit without its length, at position 0
     * @return its first bytes, at most all
     */
    int clear(ByteBuffer nalUnit);
}
