/** People in a stream's room: what they say, what they hear, and how they come back when they are thrown out. */
@NullMarked
package tv.headwater.e2e.chat;

import org.jspecify.annotations.NullMarked;
