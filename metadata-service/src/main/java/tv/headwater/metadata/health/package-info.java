/**
 * How live streams do: what the nodes' beats say, judged, answered to owners, and told in the stream's events when something begins
 * to be wrong and when it ends.
 */
@NullMarked
package tv.headwater.metadata.health;

import org.jspecify.annotations.NullMarked;
