/** Where the transcoder reads and writes Kafka: its share of the lanes, its claims, the renditions. */
@NullMarked
package tv.headwater.transcode.log;

import org.jspecify.annotations.NullMarked;
