/** Content keys for players: derived from the secrets in {@code streams} when they are asked for, and kept nowhere. */
@NullMarked
package tv.headwater.packager.key;

import org.jspecify.annotations.NullMarked;
