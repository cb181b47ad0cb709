/** Pictures of streams, as JPEG. */
@NullMarked
package tv.headwater.transcode.worker.poster;

import org.jspecify.annotations.NullMarked;
