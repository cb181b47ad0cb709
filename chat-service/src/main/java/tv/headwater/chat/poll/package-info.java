/** Polls: asked in a room, answered once by each who is there, counted in PostgreSQL. */
@NullMarked
package tv.headwater.chat.poll;

import org.jspecify.annotations.NullMarked;
