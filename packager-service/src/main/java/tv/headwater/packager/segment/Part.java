package tv.headwater.packager.segment;

import java.nio.ByteBuffer;

/**
 * EXT-X-PART: one fragment of a segment, the first with the segment's type before it.
 *
 * @param duration in units of the track's timescale
 * @param independent whether it starts with a random-access unit
 * @param bytes read-only
 */
public record Part(long duration, boolean independent, ByteBuffer bytes) {}
