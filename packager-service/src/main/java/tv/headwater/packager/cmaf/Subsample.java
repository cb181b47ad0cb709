package tv.headwater.packager.cmaf;

/**
 * Bytes in the clear, and the encrypted ones that follow (ISO/IEC 23001-7 7.2).
 *
 * @param clear 0 to {@link #MAX_CLEAR}
 */
public record Subsample(int clear, int encrypted) {

    public static final int MAX_CLEAR = 0xffff;

    /** So many of them fit into the 8 bits that {@code saiz} has for their size. */
    public static final int MAX_COUNT = 42;

    public Subsample {
        if (clear < 0 || clear > MAX_CLEAR || encrypted < 0) {
            throw new IllegalArgumentException(
                    "subsample of " + clear + " clear and " + encrypted + " encrypted bytes");
        }
    }
}
