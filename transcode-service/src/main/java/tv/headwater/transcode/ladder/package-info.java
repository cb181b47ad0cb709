/** Which rungs a source gets. Pure. */
@NullMarked
package tv.headwater.transcode.ladder;

import org.jspecify.annotations.NullMarked;
