/** Pictures in, coded pictures out, by whichever encoder there is. */
@NullMarked
package tv.headwater.transcode.worker.encode;

import org.jspecify.annotations.NullMarked;
