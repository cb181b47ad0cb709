/** Answers media requests from the windows. */
@NullMarked
package tv.headwater.packager.origin;

import org.jspecify.annotations.NullMarked;
