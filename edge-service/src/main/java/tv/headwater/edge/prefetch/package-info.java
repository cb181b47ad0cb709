/** Fetching ahead: {@code PlaylistTip} says what a playlist is about to be followed by, {@code PrefetchedMedia} sees that it is here then. */
@NullMarked
package tv.headwater.edge.prefetch;

import org.jspecify.annotations.NullMarked;
