/** The RTMP server: handshake, chunk stream, commands, and the connection that ties them together. */
@NullMarked
package tv.headwater.ingest.rtmp;

import org.jspecify.annotations.NullMarked;
