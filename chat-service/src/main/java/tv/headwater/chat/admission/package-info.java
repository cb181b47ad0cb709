/** How accounts and guests come into a room: with a ticket for its WebSocket. */
@NullMarked
package tv.headwater.chat.admission;

import org.jspecify.annotations.NullMarked;
