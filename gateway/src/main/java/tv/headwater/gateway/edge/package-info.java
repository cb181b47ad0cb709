/** Who the edges are, how full they are, and which of them a viewer of a stream gets. */
@NullMarked
package tv.headwater.gateway.edge;

import org.jspecify.annotations.NullMarked;
