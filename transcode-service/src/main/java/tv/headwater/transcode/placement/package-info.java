/** Which node of the group has which lanes. Pure. */
@NullMarked
package tv.headwater.transcode.placement;

import org.jspecify.annotations.NullMarked;
