/** Publish sessions: grants with epochs and lanes, facts from ingest, reconnect windows, lost ingests. */
@NullMarked
package tv.headwater.metadata.session;

import org.jspecify.annotations.NullMarked;
