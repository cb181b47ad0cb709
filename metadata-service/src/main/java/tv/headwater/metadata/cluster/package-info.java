/** The connection to Kafka and the nodes that run. */
@NullMarked
package tv.headwater.metadata.cluster;

import org.jspecify.annotations.NullMarked;
