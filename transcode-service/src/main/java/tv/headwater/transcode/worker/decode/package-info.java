/** Access units in, pictures out. */
@NullMarked
package tv.headwater.transcode.worker.decode;

import org.jspecify.annotations.NullMarked;
