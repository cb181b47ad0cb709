/** What a request must be to get in, and what every answer carries out. */
@NullMarked
package tv.headwater.gateway.front;

import org.jspecify.annotations.NullMarked;
