/** The handshake (Adobe RTMP 1.0, section 5.2), plain and with digests. Needs the JDK only. */
@NullMarked
package tv.headwater.ingest.rtmp.handshake;

import org.jspecify.annotations.NullMarked;
