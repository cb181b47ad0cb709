/**
 * What happened to streams, told to receivers of their owners' choice: signed, at least once, in order for each stream. What is to be
 * told leaves with the transaction that decided it; any instance may tell it.
 */
@NullMarked
package tv.headwater.metadata.webhook;

import org.jspecify.annotations.NullMarked;
