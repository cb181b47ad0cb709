package tv.headwater.packager.playlist;

import org.jspecify.annotations.Nullable;

/** What a Playlist Delta Update leaves out (RFC 8216bis 6.2.5.1). */
public enum Skip {
    /** It is the whole playlist. */
    NOTHING,
    /** {@code _HLS_skip=YES}: segments before the Skip Boundary. */
    SEGMENTS,
    /** {@code _HLS_skip=v2}: and the date ranges that were there before it. */
    DATE_RANGES;

    /**
     * @param directive {@code _HLS_skip}, null if absent
     * @throws IllegalArgumentException if it is neither YES nor v2
     */
    public static Skip of(@Nullable String directive) {
        return switch (directive) {
            case null -> NOTHING;
            case "YES" -> SEGMENTS;
            case "v2" -> DATE_RANGES;
            default -> throw new IllegalArgumentException("_HLS_skip is neither YES nor v2");
        };
    }
}
