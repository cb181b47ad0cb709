/** Timed metadata: what owners tell the players of a live stream, at a time of the stream. */
@NullMarked
package tv.headwater.metadata.timed;

import org.jspecify.annotations.NullMarked;
