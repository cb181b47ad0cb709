/** Content keys: derived from the secrets in {@code streams} when they are needed, and kept nowhere. */
@NullMarked
package tv.headwater.packager.key;

import org.jspecify.annotations.NullMarked;
