/** The facts that edges and rooms check playback tokens against, as the topic {@code playback-access} has them. */
@NullMarked
package tv.headwater.metadata.access;

import org.jspecify.annotations.NullMarked;
