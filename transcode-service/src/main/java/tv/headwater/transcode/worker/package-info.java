/** The worker process: source records in, rendition records out. All native code is here, and nothing else is. */
@NullMarked
package tv.headwater.transcode.worker;

import org.jspecify.annotations.NullMarked;
