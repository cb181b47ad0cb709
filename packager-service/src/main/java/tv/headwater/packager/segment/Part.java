package tv.headwater.packager.segment;

import java.nio.ByteBuffer;

/**
 * EXT-X-PART: one fragment of a segment.
 *
 * @param duration in units of the track's timescale
 * @param independent whether it starts with a random-access unit
 * @param bytes a slice of its segment's, read-only
 */
public record Part(long duration, boolean independent, ByteBuffer bytes) {}
