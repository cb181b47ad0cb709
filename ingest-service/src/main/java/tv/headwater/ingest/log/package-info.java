/** Kafka: the media log, the facts written to and the commands read from the event log. */
@NullMarked
package tv.headwater.ingest.log;

import org.jspecify.annotations.NullMarked;
