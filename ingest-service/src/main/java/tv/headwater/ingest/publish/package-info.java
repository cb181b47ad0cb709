/** Publish sessions: from a publisher's tags to stamped records in the log. */
@NullMarked
package tv.headwater.ingest.publish;

import org.jspecify.annotations.NullMarked;
