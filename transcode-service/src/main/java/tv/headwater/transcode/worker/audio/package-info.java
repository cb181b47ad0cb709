/** Audio that is not AAC, as AAC. */
@NullMarked
package tv.headwater.transcode.worker.audio;

import org.jspecify.annotations.NullMarked;
