/** The DASH manifest (ISO/IEC 23009-1) as a value, and its text. Pure. */
@NullMarked
package tv.headwater.packager.dash;

import org.jspecify.annotations.NullMarked;
