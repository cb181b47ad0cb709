/** How long what is written is kept. */
@NullMarked
package tv.headwater.chat.retention;

import org.jspecify.annotations.NullMarked;
