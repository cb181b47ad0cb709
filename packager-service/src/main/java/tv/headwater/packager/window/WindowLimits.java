package tv.headwater.packager.window;

import java.time.Duration;

/**
 * How much of a rendition is kept.
 *
 * @param listed how much playlists list, and at least {@link #MIN_LISTED} segments
 * @param maxBytes of one rendition's segments; the oldest go where it is exceeded, the newest always stays
 */
public record WindowLimits(Duration listed, long maxBytes) {

    public static final int MIN_LISTED = 6;

    public WindowLimits {
        if (listed.isNegative() || listed.isZero() || maxBytes <= 0) {
            throw new IllegalArgumentException(
                    "window of " + listed + " and " + maxBytes + " bytes is not positive");
        }
    }

    double listedSeconds() {
        return listed.toMillis() / 1000.0;
    }
}
