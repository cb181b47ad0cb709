/** AMF 0, the notation of RTMP's commands and metadata. Pure. */
@NullMarked
package tv.headwater.ingest.rtmp.amf;

import org.jspecify.annotations.NullMarked;
