/** Who is running: the beats on {@code nodes} and the view of the cluster they add up to. */
@NullMarked
package tv.headwater.contract.node;

import org.jspecify.annotations.NullMarked;
