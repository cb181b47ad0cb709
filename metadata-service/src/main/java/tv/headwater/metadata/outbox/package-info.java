/** What must reach Kafka leaves with the transaction that decided it, and is sent in order. */
@NullMarked
package tv.headwater.metadata.outbox;

import org.jspecify.annotations.NullMarked;
