/** FLV tag bodies as RTMP carries them, Enhanced RTMP included. Pure. */
@NullMarked
package tv.headwater.ingest.flv;

import org.jspecify.annotations.NullMarked;
