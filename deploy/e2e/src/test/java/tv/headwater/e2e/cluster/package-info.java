/** The services, PostgreSQL and Kafka as processes that can be started, cut off and killed, and the way to talk to them. */
@NullMarked
package tv.headwater.e2e.cluster;

import org.jspecify.annotations.NullMarked;
