/** The WebSockets of those who are in a room (RFC 6455), on a server of their own: {@code /chat/{streamId}}. */
@NullMarked
package tv.headwater.chat.ws;

import org.jspecify.annotations.NullMarked;
