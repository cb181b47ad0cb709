/** A stream's settings as {@code streams} carries them and the REST API speaks of them. */
@NullMarked
package tv.headwater.contract.stream;

import org.jspecify.annotations.NullMarked;
