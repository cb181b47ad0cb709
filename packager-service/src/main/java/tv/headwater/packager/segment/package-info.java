/** From the records of the log to parts and media segments, deterministically: the same records give the same bytes. Pure. */
@NullMarked
package tv.headwater.packager.segment;

import org.jspecify.annotations.NullMarked;
