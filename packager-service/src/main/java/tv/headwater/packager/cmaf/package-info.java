/** CMAF (ISO/IEC 23000-19) in plain Java: ISO BMFF boxes, init segments and media fragments of one track each. Pure. */
@NullMarked
package tv.headwater.packager.cmaf;

import org.jspecify.annotations.NullMarked;
