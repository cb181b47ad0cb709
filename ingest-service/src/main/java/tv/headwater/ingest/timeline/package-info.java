/** RTMP's 32-bit milliseconds become 64-bit ticks. Pure. */
@NullMarked
package tv.headwater.ingest.timeline;

import org.jspecify.annotations.NullMarked;
