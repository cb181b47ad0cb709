/** Decoder configuration records read just far enough to describe a track. Pure. */
@NullMarked
package tv.headwater.ingest.codec;

import org.jspecify.annotations.NullMarked;
