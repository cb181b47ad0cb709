/**
 * What was said, in PostgreSQL: written from the log a moment after it was said, by one instance for each part of the log, and read
 * by the REST API.
 */
@NullMarked
package tv.headwater.chat.history;

import org.jspecify.annotations.NullMarked;
