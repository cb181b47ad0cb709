/** Worker processes, as the supervisor sees them. */
@NullMarked
package tv.headwater.transcode.process;

import org.jspecify.annotations.NullMarked;
