/**
 * The HTTP server that origin and edge share: {@code MediaServer} reads requests, refuses what the grammar of media paths does
 * not know before any I/O, and writes what a {@link MediaResources} finds. {@link GrowingSegments} stands before such a one and
 * answers for segments that are still being made.
 */
@NullMarked
package tv.headwater.mediahttp;

import org.jspecify.annotations.NullMarked;
