/** The CODECS strings of RFC 6381 from decoder configuration records. Pure. */
@NullMarked
package tv.headwater.packager.codecs;

import org.jspecify.annotations.NullMarked;
