/** Decoder configuration records read just far enough to describe a track, and coded pictures as far as ISO BMFF wants them. Pure. */
@NullMarked
package tv.headwater.ingest.codec;

import org.jspecify.annotations.NullMarked;
