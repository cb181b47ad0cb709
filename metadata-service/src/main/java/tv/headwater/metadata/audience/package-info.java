/** How many watch each stream now. */
@NullMarked
package tv.headwater.metadata.audience;

import org.jspecify.annotations.NullMarked;
