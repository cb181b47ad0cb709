/** Many viewers of one stream at once: players of low-latency HLS reduced to what they ask for, in which order, and when they stall. */
@NullMarked
package tv.headwater.e2e.audience;

import org.jspecify.annotations.NullMarked;
