/** Who makes a request of the REST API, what they are in a room, and which guests it is open to. */
@NullMarked
package tv.headwater.chat.access;

import org.jspecify.annotations.NullMarked;
