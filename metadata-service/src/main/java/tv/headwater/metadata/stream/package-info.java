/** Live streams: what their owners set, their status and the events it makes. */
@NullMarked
package tv.headwater.metadata.stream;

import org.jspecify.annotations.NullMarked;
