package tv.headwater.packager.cmaf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * CEA-608 and CEA-708 captions, which stand among the pictures themselves: ATSC A/53 part 4 puts them into user data registered by ITU-T T.35,
 * whatever the codec, and Common Encryption leaves that in the clear.
 */
public final class ClosedCaptions {

    /** The United States, ATSC, GA94, and user data that is captions. No emulation prevention can come in between. */
    private static final byte[] BEGIN = HexFormat.of().parseHex("b500314741393403");

    /** How far to go on after each byte that stands where the last one might (Horspool). */
    private static final int[] STEPS = steps();

    private ClosedCaptions() {}

    private static int[] steps() {
        var steps = new int[256];
        Arrays.fill(steps, BEGIN.length);
        for (int i = 0; i < BEGIN.length - 1; i++) {
            steps[BEGIN[i] & 0xff] = BEGIN.length - 1 - i;
        }
        return steps;
    }

    /** Whether there are any in whole access units. */
    public static boolean in(ByteBuffer media) {
        int last = BEGIN.length - 1;
        for (int at = media.position(); at + last < media.limit(); ) {
            byte ending = media.get(at + last);
            if (ending == BEGIN[last] && begins(media, at)) {
                return true;
            }
            at += STEPS[ending & 0xff];
        }
        return false;
    }

    private static boolean begins(ByteBuffer media, int at) {
        for (int i = 0; i < BEGIN.length; i++) {
            if (media.get(at + i) != BEGIN[i]) {
                return false;
            }
        }
        return true;
    }
}
