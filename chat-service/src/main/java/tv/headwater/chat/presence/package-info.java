/** That this instance is there. */
@NullMarked
package tv.headwater.chat.presence;

import org.jspecify.annotations.NullMarked;
