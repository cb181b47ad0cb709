/** Typed ids that check themselves. */
@NullMarked
package tv.headwater.contract.id;

import org.jspecify.annotations.NullMarked;
