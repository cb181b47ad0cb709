/** Kafka as Headwater uses it: topic names and layout, and readers of compacted topics. */
@NullMarked
package tv.headwater.contract.log;

import org.jspecify.annotations.NullMarked;
