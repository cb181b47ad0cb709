/** Facts and commands on {@code stream-events}. */
@NullMarked
package tv.headwater.contract.event;

import org.jspecify.annotations.NullMarked;
