package tv.headwater.packager.window;

/**
 * How far a rendition is published.
 *
 * @param msn of the segment that is being made
 * @param parts how many of its parts there are
 */
public record Position(long msn, int parts) {}
