/**
 * The real PostgreSQL and the real Kafka as child processes, and what it takes to run them well: they survive a Ctrl-C meant for
 * the launcher, end cleanly when it is killed, and keep their data from one start to the next.
 *
 * <p>Begin with {@link tv.headwater.standalone.child.PostgresProcess} and {@link tv.headwater.standalone.child.KafkaProcess}.
 */
@NullMarked
package tv.headwater.standalone.child;

import org.jspecify.annotations.NullMarked;
