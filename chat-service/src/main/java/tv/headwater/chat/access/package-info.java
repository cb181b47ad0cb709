/** Who makes a request of the REST API, and what they are in a room. */
@NullMarked
package tv.headwater.chat.access;

import org.jspecify.annotations.NullMarked;
