/** What may be said, and how it looks on the wire. Pure: nothing here knows sockets or Kafka. */
@NullMarked
package tv.headwater.chat.message;

import org.jspecify.annotations.NullMarked;
