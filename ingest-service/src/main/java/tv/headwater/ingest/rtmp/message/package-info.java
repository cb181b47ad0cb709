/** RTMP messages (Adobe RTMP 1.0, section 7) as types, and as bytes. Pure. */
@NullMarked
package tv.headwater.ingest.rtmp.message;

import org.jspecify.annotations.NullMarked;
