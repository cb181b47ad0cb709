/** How often anybody may ask. */
@NullMarked
package tv.headwater.gateway.limit;

import org.jspecify.annotations.NullMarked;
