/** A picture that kills whoever decodes it, as one that FFmpeg does not survive would. */
@NullMarked
package tv.headwater.e2e.poison;

import org.jspecify.annotations.NullMarked;
