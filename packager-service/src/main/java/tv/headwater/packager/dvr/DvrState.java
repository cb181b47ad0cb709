package tv.headwater.packager.dvr;

import java.time.Instant;

/**
 * Whether the store grows.
 *
 * @param full whether it does not; what it has can be read all the same
 * @param reason why not, empty where it grows
 * @param since when this is so
 */
public record DvrState(boolean full, String reason, Instant since) {}
