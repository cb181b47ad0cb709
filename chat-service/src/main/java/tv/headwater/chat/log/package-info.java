/** The log of all rooms: what is said is in it before anybody hears it, and everybody hears it in its order. */
@NullMarked
package tv.headwater.chat.log;

import org.jspecify.annotations.NullMarked;
