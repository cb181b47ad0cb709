/** What this edge tells the cluster, and whether it knows the cluster itself. */
@NullMarked
package tv.headwater.edge.node;

import org.jspecify.annotations.NullMarked;
