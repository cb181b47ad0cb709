package tv.headwater.transcode.log;

/**
 * A stream whose renditions are this node's to write, until somebody else claims it.
 *
 * @param base the sequence from which the records of each rendition count
 * @param offset of the claim in {@code rendition-media}: what this node writes comes after it
 */
public record Claimed(long base, long offset) {}
