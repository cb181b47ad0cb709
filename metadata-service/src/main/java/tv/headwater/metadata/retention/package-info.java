/** What the database forgets. */
@NullMarked
package tv.headwater.metadata.retention;

import org.jspecify.annotations.NullMarked;
