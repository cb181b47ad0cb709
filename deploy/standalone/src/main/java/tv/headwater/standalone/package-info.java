/**
 * Headwater on one machine: a real PostgreSQL, a real Kafka and every service behind one command. The services run in this JVM, each
 * with a Spring context of its own; none of them knows.
 *
 * <p>Reading order: {@link tv.headwater.standalone.Standalone}, {@link tv.headwater.standalone.Launch}, {@code context} (the
 * services), {@code child} (PostgreSQL and Kafka), {@code instance} (the data directory, ports, what {@code status} and {@code down}
 * go by), {@code demo} (the test picture).
 */
@NullMarked
package tv.headwater.standalone;

import org.jspecify.annotations.NullMarked;
