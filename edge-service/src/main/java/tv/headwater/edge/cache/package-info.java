/** {@code CachedMedia} answers from memory and lets one request at a time per object go to an origin. */
@NullMarked
package tv.headwater.edge.cache;

import org.jspecify.annotations.NullMarked;
