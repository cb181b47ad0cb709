/** Asking metadata-service whether a publisher may begin, and what to do when it cannot be asked. */
@NullMarked
package tv.headwater.ingest.grant;

import org.jspecify.annotations.NullMarked;
