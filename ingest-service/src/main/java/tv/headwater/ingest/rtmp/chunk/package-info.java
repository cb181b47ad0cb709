/** The chunk stream (Adobe RTMP 1.0, section 5.3): messages cut into interleaved chunks. Pure. */
@NullMarked
package tv.headwater.ingest.rtmp.chunk;

import org.jspecify.annotations.NullMarked;
