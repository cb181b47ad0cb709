/** Who is running, as the topic nodes tells it, and this node's own part in it. */
@NullMarked
package tv.headwater.gateway.cluster;

import org.jspecify.annotations.NullMarked;
