/** The rooms at this instance: what was said in them lately, who is in them, and how it gets from the one to the other. */
@NullMarked
package tv.headwater.chat.room;

import org.jspecify.annotations.NullMarked;
