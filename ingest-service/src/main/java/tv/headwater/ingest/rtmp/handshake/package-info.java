/** The handshake (Adobe RTMP 1.0, section 5.2), plain and with digests. Pure. */
@NullMarked
package tv.headwater.ingest.rtmp.handshake;

import org.jspecify.annotations.NullMarked;
